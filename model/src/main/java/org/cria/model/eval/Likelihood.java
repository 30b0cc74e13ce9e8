package org.cria.model.eval;

/**
 * How likely a text goes on as another one has it.
 *
 * @param sum of the natural logarithms of its tokens' probabilities
 * @param greedy whether each of them is the likeliest of all
 */
public record Likelihood(double sum, boolean greedy) implements Response {}
