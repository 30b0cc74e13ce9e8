package org.cria.model.train;

/**
 * How well a training does is measured with examples that are not learned.
 *
 * @param data the examples
 * @param objective what is measured
 * @param every so many steps
 * @param patience after so many measurements without a better one the training ends; 0 for never
 */
public record Evaluation(TrainingData data, Objective objective, int every, int patience) {}
