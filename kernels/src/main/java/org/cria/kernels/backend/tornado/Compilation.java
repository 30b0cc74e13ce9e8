package org.cria.kernels.backend.tornado;

import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.tornado.graph.Machine;
import org.cria.kernels.program.Program;

/**
 * What is compiled, how and for what.
 *
 * @param program to run
 * @param settings of the run
 * @param machine that is to run it
 */
record Compilation(Program program, Settings settings, Machine machine) {}
