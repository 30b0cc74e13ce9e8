package org.cria.bench;

import org.cria.kernels.backend.Batch;
import org.cria.kernels.program.Program;

/**
 * One operator on one shape.
 *
 * @param name as the table shows it
 * @param program holds the operator, several times where one run would be too short to measure
 * @param batch what is run
 * @param threads that compute
 * @param bytes of weights, cache or activations that a run reads and writes
 * @param flops floating-point operations of a run; 0 where nobody asks
 */
record OperatorCase(String name, Program program, Batch batch, int threads, long bytes, long flops) {}
