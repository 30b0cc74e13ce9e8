package org.cria.kernels.backend;

import org.cria.kernels.program.Program;

/** A kind of device that can run programs. Found as a service, so that a backend is one package and one service line. */
public interface Backend {
    /** The name that {@code --device} takes. */
    String name();

    /**
     * Lowers a program.
     *
     * @throws org.cria.kernels.CriaException when a step or format has no kernel here; the message names the missing cell
     */
    Executable compile(Program program, Settings settings);
}
