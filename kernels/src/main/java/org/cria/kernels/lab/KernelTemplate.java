package org.cria.kernels.lab;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.cria.kernels.CriaException;

/**
 * Writes the file that a kernel of a user's own begins as: the kernel in use with all that is its own, in one file, under a class that
 * says where it fits. Made from the sources that this build was compiled from, so that it is never older than these.
 *
 * @param sources the source of a class by its name; empty where there is none
 */
public record KernelTemplate(Function<String, Optional<String>> sources) {
    private static final String KERNELS = "org.cria.kernels.backend.tornado.kernel";
    private static final Pattern IMPORT = Pattern.compile("(?m)^import (static )?([\\w.]+);\\n");
    private static final Pattern NAME = Pattern.compile("\\b[A-Z]\\w*");
    private static final Pattern TYPE = Pattern.compile("(?m)^public (?=(?:final )?(?:class|record|interface) )");
    private static final Pattern TEXT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*|\"(?:[^\"\\\\]|\\\\.)*\"");

    /** What the rows of one format share with others, and what everybody knows: not copied. */
    private static final Set<String> API = Set.of("Rows", "RowsKernel", "RowsByFormat");

    /** Sources of the classes on the class path, beside which they are packed. */
    public static KernelTemplate ofThisBuild() {
        return new KernelTemplate(PackedSources::read);
    }

    /**
     * The text of a file.
     *
     * @param className of the class that holds the kernel, which names the file
     * @throws CriaException when this build has no sources of its kernels
     */
    public KernelFile write(Socket socket, String className) {
        String beginning = source(socket.beginning()).isPresent()
                ? socket.beginning()
                : packageOf(socket.beginning()) + "." + "DecodedRows";
        SequencedMap<String, String> copied = copied(beginning);
        Set<String> imports = new TreeSet<>(TemplateHead.imports(socket));
        copied.forEach((name, text) -> imports(name, text, copied, imports));
        String all = imports.stream().map(line -> "import " + line + ";\n").collect(Collectors.joining());
        String body = copied.values().stream().map(KernelTemplate::body).collect(Collectors.joining("\n"));
        String head = new TemplateHead(socket, className, simple(beginning)).text();
        return new KernelFile(className + ".java", all + "\n" + head + "\n" + body);
    }

    private Optional<String> source(String className) {
        return sources.apply(className);
    }

    /** The class and all that it uses of its package, or of the package of kernels, by their names. */
    private SequencedMap<String, String> copied(String beginning) {
        SequencedMap<String, String> copied = new LinkedHashMap<>();
        Deque<String> left = new ArrayDeque<>(Set.of(beginning));
        while (!left.isEmpty()) {
            String name = left.removeFirst();
            if (copied.containsKey(name)) {
                continue;
            }
            String text = source(name)
                    .orElseThrow(
                            () -> new CriaException(
                                    "this build has no source of " + name
                                            + ", which the new file is to begin as. Use a build of Cria's own: 'mvn package' packs them."));
            copied.put(name, text);
            String around =
                    packageOf(name).equals(packageOf(beginning)) && isOfRows(beginning) ? packageOf(name) : KERNELS;
            NAME.matcher(TEXT.matcher(text).replaceAll(" "))
                    .results()
                    .map(found -> found.group())
                    .distinct()
                    .filter(word -> !API.contains(word))
                    .map(word -> around + "." + word)
                    .filter(other -> !copied.containsKey(other) && source(other).isPresent())
                    .forEach(left::addLast);
        }
        return copied;
    }

    private static boolean isOfRows(String name) {
        return name.contains(".cpu.rows.");
    }

    /** What a copied class imports, and what it finds in its own package and is not copied. */
    private void imports(String name, String text, Map<String, String> copied, Set<String> imports) {
        Matcher matcher = IMPORT.matcher(text);
        while (matcher.find()) {
            if (!copied.containsKey(matcher.group(2))) {
                imports.add((matcher.group(1) == null ? "" : matcher.group(1)) + matcher.group(2));
            }
        }
        NAME.matcher(TEXT.matcher(text).replaceAll(" "))
                .results()
                .map(found -> packageOf(name) + "." + found.group())
                .distinct()
                .filter(other -> !copied.containsKey(other) && source(other).isPresent())
                .forEach(imports::add);
    }

    private static String body(String text) {
        String without = IMPORT.matcher(text.replaceFirst("(?m)^package [\\w.]+;\\n", ""))
                .replaceAll("");
        return TYPE.matcher(without).replaceAll("").strip() + "\n";
    }

    private static String packageOf(String name) {
        return name.substring(0, name.lastIndexOf('.'));
    }

    private static String simple(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
