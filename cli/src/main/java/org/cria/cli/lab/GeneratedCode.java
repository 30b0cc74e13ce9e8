package org.cria.cli.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cria.kernels.lab.KernelBuild;
import org.cria.kernels.lab.LoadedKernel;

/** What TornadoVM printed of the kernels that it made: OpenCL C, CUDA C or PTX. */
final class GeneratedCode {
    private static final Pattern ENTRY =
            Pattern.compile("(?m)^.*(?:__kernel void|__global__ void|\\.visible \\.entry) +(\\w+)");
    private static final Pattern HEAD = Pattern.compile("^(?:#|//|\\.version|typedef|extern).*");

    private GeneratedCode() {}

    /** Each kernel's text by its name; of several builds of one, all that differ. */
    static Map<String, List<String>> kernels(String printed) {
        Map<String, List<String>> kernels = new LinkedHashMap<>();
        StringBuilder text = new StringBuilder();
        boolean entered = false;
        for (String line : printed.lines().toList()) {
            if (entered && HEAD.matcher(line).matches() && !line.startsWith("//")) {
                add(kernels, text.toString());
                text.setLength(0);
                entered = false;
            }
            entered |= ENTRY.matcher(line).find();
            text.append(line).append('\n');
        }
        add(kernels, text.toString());
        return kernels;
    }

    private static void add(Map<String, List<String>> kernels, String text) {
        Matcher entry = ENTRY.matcher(text);
        if (entry.find()) {
            List<String> texts = kernels.computeIfAbsent(entry.group(1), name -> new ArrayList<>());
            if (!texts.contains(text.strip())) {
                texts.add(text.strip());
            }
        }
    }

    /** The kernels of a file: the lines of each, and below them what was made of it. */
    static String beside(LoadedKernel loaded, String printed, GpuAssembler assembler) {
        StringBuilder shown = new StringBuilder();
        kernels(printed)
                .forEach((name, texts) -> KernelBuild.java(loaded, name).ifPresent(java -> {
                    shown.append("== ")
                            .append(loaded.file().name())
                            .append(": ")
                            .append(name)
                            .append("\n\n");
                    shown.append(java).append("\n\n");
                    for (int i = 0; i < texts.size(); i++) {
                        shown.append("-- as generated");
                        shown.append(texts.size() == 1 ? "" : ", " + (i + 1) + " of " + texts.size());
                        shown.append("\n\n").append(texts.get(i)).append("\n\n");
                        String lines = assembler.lines(texts.get(i));
                        shown.append(lines).append(lines.isEmpty() ? "" : "\n");
                    }
                }));
        return shown.toString();
    }
}
