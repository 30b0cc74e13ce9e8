package org.cria.kernels.check.tune;

import java.util.Map;
import org.cria.kernels.backend.Figure;

/**
 * What became of a figure.
 *
 * @param start what it was
 * @param best what it is best
 * @param speedUp of the kernels that it concerns, between the two; 1 where it stays
 * @param tried the speed-up with other values, of the longest of these kernels alone where that was slower; NaN where a kernel was
 *     wrong
 */
public record FigureChoice(Figure figure, int start, int best, double speedUp, Map<Integer, Double> tried) {}
