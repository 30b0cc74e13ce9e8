package org.cria.kernels.backend.cpu;

import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.program.Program;

/** Runs programs on the CPU's cores. */
public final class CpuBackend implements Backend {
    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public Executable compile(Program program, Settings settings) {
        return new CpuExecutable(program, settings, arithmetic());
    }

    /** Compiles for the plain Java loops even where the Vector API is there: the reference that tests compare with. */
    public Executable compilePlain(Program program, Settings settings) {
        return new CpuExecutable(program, settings, new PlainArithmetic("asked for"));
    }

    private static Arithmetic arithmetic() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return new PlainArithmetic(
                    "several times slower: the JVM was started without --add-modules jdk.incubator.vector; add it");
        }
        return new VectorArithmetic();
    }
}
