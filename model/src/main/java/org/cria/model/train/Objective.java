package org.cria.model.train;

/** What is to become less. */
public interface Objective {
    /**
     * Turns scores into what the loss changes by with each of them.
     *
     * @param scores [taught, vocabulary] of the examples' predictions that are learned, in order; replaced by derivatives
     * @param examples their numbers among the data
     * @param scale on the derivatives
     * @return the sum of the predictions' losses, in nats
     */
    double differentiate(float[] scores, int[] examples, float scale);
}
