package org.cria.kernels.backend.tornado;

import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.tornado.graph.Equipment;
import org.cria.kernels.program.Program;

/**
 * What is compiled, how and for what.
 *
 * @param program to run
 * @param settings of the run
 * @param equipment that is to run it
 */
record Compilation(Program program, Settings settings, Equipment equipment) {}
