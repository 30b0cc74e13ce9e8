package org.cria.tornado;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

    /**
     * Where Rusticl, and no other driver, finds which of its devices it is to show. Built without a libclc of its own it does not link
     * {@code fma()}. Elsewhere kernels keep it: without, sums are reordered and no longer made vectors, and on PoCL 3.1 (Zen 5, two
     * cores) prompts had 0.26 and a token 0.63 of their speed.
     */
    private static final String RUSTICL = "RUSTICL_ENABLE";

    private JvmOptions() {}

    /**
     * All of them.
     *
     * @param jdk version of the JDK that gets the options
     * @param plannedBytes of weights, cache and activations, see {@link #limit}
     * @param classPath without TornadoVM's classes, which the SDK brings as modules
     * @param environment of the JVM
     */
    public static List<String> of(
            Sdk sdk, int jdk, long plannedBytes, List<String> classPath, Map<String, String> environment)
            throws IOException {
        List<String> options = new ArrayList<>(new SdkOptions(sdk.home(), jdk).list());
        // Not every release names the module that loads its library.
        sdk.backends().forEach(backend -> options.add("--enable-native-access=tornado.drivers." + backend));
        options.addAll(KERNELS);
        if (environment.containsKey(RUSTICL)) {
            options.add("-Dtornado.enable.fma=False");
        }
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
}
