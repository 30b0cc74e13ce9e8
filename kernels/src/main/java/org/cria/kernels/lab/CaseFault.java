package org.cria.kernels.lab;

/**
 * What is wrong in one case.
 *
 * @param name of the case: phase, steps and shapes
 * @param format of weights
 */
public record CaseFault(String name, String format, Failure failure) {}
