package org.cria.kernels.lab;

import org.cria.kernels.CriaException;

/** Whether this Java runtime has a compiler; those that are packed with Cria have none, nor the classes to ask for one. */
public final class RuntimeCompiler {
    private static final String MODULE = "jdk.compiler";

    private RuntimeCompiler() {}

    /**
     * Refuses to go on without one.
     *
     * @throws CriaException when it has none
     */
    public static void require() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            throw new CriaException("this Java runtime has no compiler (module " + MODULE
                    + "), which own kernels need. Start Cria with a JDK 25: set JAVA_HOME to its folder.");
        }
    }
}
