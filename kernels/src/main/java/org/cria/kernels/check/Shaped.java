package org.cria.kernels.check;

import org.cria.kernels.backend.Operator;
import org.cria.kernels.program.Program;

/**
 * An operator and the program that it belongs to.
 *
 * @param program for its cache and its logits
 * @param odd whether in shapes that are small and odd, not in the model's
 */
record Shaped(Operator operator, Program program, boolean odd) {}
