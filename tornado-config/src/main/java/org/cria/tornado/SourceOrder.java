package org.cria.tornado;

import java.util.Map;

/**
 * Makes TornadoVM write the same source for the same kernel in every run. Drivers keep compiled kernels by their source, and
 * compile one anew in which anything differs.
 *
 * <p>TornadoVM declares a kernel's variables in the order of a hash map by type. The types are constants of an enum, whose hash
 * codes the JVM makes up when they are first asked for: by thread, in the order of asking. So whatever the command line made
 * the JVM do before changed all sources. Asked for first of all, on the first thread, they are the same in each run of a JVM
 * with the same modules.
 */
public final class SourceOrder {
    /** By module: the enum of the types that its kernels have. */
    private static final Map<String, String> TYPES = Map.of(
            "tornado.drivers.opencl", "uk.ac.manchester.tornado.drivers.opencl.graal.lir.OCLKind",
            "tornado.drivers.cuda", "uk.ac.manchester.tornado.drivers.cuda.graal.lir.CUDAKind");

    private SourceOrder() {}

    /** To be called at the start of {@code main}; does nothing in a JVM without TornadoVM's drivers. */
    public static void keep() {
        TYPES.keySet().stream()
                .sorted()
                .filter(driver -> ModuleLayer.boot().findModule(driver).isPresent())
                .map(TYPES::get)
                .forEach(SourceOrder::keep);
    }

    /** A release without this enum works too; its kernels may be compiled more often. */
    static void keep(String types) {
        try {
            Object[] constants = Class.forName(types).getEnumConstants();
            for (int i = 0; constants != null && i < constants.length; i++) {
                System.identityHashCode(constants[i]); // an enum's hash code
            }
        } catch (ClassNotFoundException | LinkageError e) {
            return;
        }
    }
}
