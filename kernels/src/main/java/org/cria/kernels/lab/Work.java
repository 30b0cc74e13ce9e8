package org.cria.kernels.lab;

import org.cria.kernels.backend.Phase;

/**
 * What a kernel is measured on.
 *
 * @param operator in words: phase, steps and shapes
 * @param phase in which it runs
 * @param layers of the program that have it
 * @param rows of a batch
 * @param cost of a batch
 */
public record Work(String operator, Phase phase, int layers, int rows, Cost cost) {}
