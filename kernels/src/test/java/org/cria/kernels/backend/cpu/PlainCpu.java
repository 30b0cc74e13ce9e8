package org.cria.kernels.backend.cpu;

import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.program.Program;

/** The CPU backend's plain Java loops, for tests in other packages. */
public final class PlainCpu {
    private PlainCpu() {}

    public static Executable compile(Program program, Settings settings) {
        return new CpuBackend().compilePlain(program, settings);
    }
}
