package org.cria.model.train;

/**
 * How large the steps are: they grow to the peak during the warm-up, and what becomes of them then is the shape.
 *
 * @param peak the largest
 * @param warmUp steps until it is reached
 * @param shape what comes then
 */
public record LearningRate(double peak, int warmUp, Shape shape) {
    /** What becomes of the rate after the warm-up. */
    public enum Shape {
        /** It falls along half a wave to nothing. */
        COSINE,
        /** It falls evenly to nothing. */
        LINEAR,
        /** It stays. */
        CONSTANT
    }

    /**
     * The rate of a step.
     *
     * @param step from 0
     * @param steps in all
     */
    double at(int step, int steps) {
        if (step < warmUp) {
            return peak * (step + 1) / warmUp;
        }
        double share = steps == warmUp ? 0 : (double) (step - warmUp) / (steps - warmUp);
        return switch (shape) {
            case COSINE -> peak * (1 + Math.cos(Math.PI * share)) / 2;
            case LINEAR -> peak * (1 - share);
            case CONSTANT -> peak;
        };
    }
}
