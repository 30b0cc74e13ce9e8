package org.cria.tornado;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The options of a JVM that runs kernels on TornadoVM's devices. */
public final class JvmOptions {
    /** Each of them was needed: without it kernels fail, or run as plain Java and compute nonsense. */
    private static final List<String> KERNELS = List.of(
            // A kernel that does not compile must fail. Otherwise it runs once, as plain Java, with all ids 0.
            "-Dtornado.recover.bailout=False",
            // Every method that a kernel calls is inlined, and our products switch over formats (docs/adr/0004).
            "-Djdk.graal.MaximumInliningSize=4000",
            "-Djdk.graal.MethodInlineBailoutLimit=0",
            // Sums stay in registers only if the loops over them are unrolled (PanelProduct).
            "-Djdk.graal.ExactFullUnrollMaxNodes=4000",
            "-Djdk.graal.FullUnrollMaxNodes=4000",
            // Graphs of more than about 55 tasks overflow the default.
            "-Dtornado.tvm.maxbytecodesize=65536",
            // TornadoVM's own default, named because it is meant: relaxed arithmetic passes the contract on PoCL, and
            // kernels keep
            // clear of what it breaks (docs/adr/0008).
            "-Dtornado.opencl.compiler.flags=-cl-mad-enable -cl-fast-relaxed-math -w");

    private JvmOptions() {}

    /**
     * @param plannedBytes of weights, cache and activations, see {@link #limit}
     * @param classPath without TornadoVM's classes, which the SDK brings as modules
     */
    public static List<String> of(Sdk sdk, long plannedBytes, List<String> classPath) throws IOException {
        List<String> options = new ArrayList<>(ofSdk(sdk.home()));
        options.addAll(KERNELS);
        long gibibytes = limit(plannedBytes) >> 30;
        options.add("-Dtornado.device.memory=" + gibibytes + "GB"); // binary, for all its name
        options.add("-XX:MaxDirectMemorySize=" + gibibytes + "g"); // the host has a copy of every array
        options.add("-cp");
        options.add(String.join(File.pathSeparator, classPath));
        return options;
    }

    /**
     * How many bytes arrays may take where so many are planned: a quarter more and 1 GiB, for tables, staging and rounding. Whole
     * GiB, so that models of about one size have the same options, on which drivers' caches of compiled kernels depend.
     */
    static long limit(long plannedBytes) {
        long gibibyte = 1L << 30;
        long bytes = plannedBytes + plannedBytes / 4 + gibibyte;
        return (bytes + gibibyte - 1) / gibibyte * gibibyte;
    }

    /**
     * The options that the SDK lists, for the place where it is now. Two are left out: the working directory on the module path,
     * where any jar would keep the JVM from starting, and the collector, which is the caller's choice.
     */
    private static List<String> ofSdk(Path home) throws IOException {
        String text = Files.readString(SdkReader.argFile(home));
        List<String> options = new ArrayList<>();
        String before = "";
        for (String word : ArgFile.words(text)) {
            String here = word.replace("${TORNADOVM_HOME}", home.toString());
            if (before.equals("--module-path") || before.equals("-p")) {
                here = withoutWorkingDirectory(here);
            }
            if (!here.matches("-XX:\\+Use\\w*GC")) {
                options.add(here);
            }
            before = word;
        }
        return options;
    }

    /** The SDK's template has colons on Windows too. */
    private static String withoutWorkingDirectory(String path) {
        String separated = path.startsWith(".:") ? "." + File.pathSeparator + path.substring(2) : path;
        return Arrays.stream(separated.split(File.pathSeparator))
                .filter(folder -> !folder.equals(".") && !folder.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
