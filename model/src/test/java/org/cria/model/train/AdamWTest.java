package org.cria.model.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Steps of the optimiser and their sizes. */
final class AdamWTest {
    /** The same in double precision, by the paper's formulas. */
    private static double[] expected(double[] values, double[][] derivatives, AdamW settings, double rate) {
        double[] means = new double[values.length];
        double[] squares = new double[values.length];
        double[] result = values.clone();
        for (int step = 0; step < derivatives.length; step++) {
            for (int i = 0; i < values.length; i++) {
                double derivative = derivatives[step][i];
                means[i] = settings.beta1() * means[i] + (1 - settings.beta1()) * derivative;
                squares[i] = settings.beta2() * squares[i] + (1 - settings.beta2()) * derivative * derivative;
                double mean = means[i] / (1 - Math.pow(settings.beta1(), step + 1));
                double square = squares[i] / (1 - Math.pow(settings.beta2(), step + 1));
                result[i] -= rate * settings.decay() * result[i];
                result[i] -= rate * mean / (Math.sqrt(square) + settings.epsilon());
            }
        }
        return result;
    }

    @Test
    void stepsAreThoseOfThePaper() {
        AdamW settings = new AdamW(0.9, 0.99, 1e-8, 0.1);
        double[][] derivatives = {{0.5, -2, 1e-6, 0}, {-0.25, -1, 3e-6, 0}, {4, 0.5, -1e-6, 0}};
        Parameter parameter = new Parameter("w", 2, 2, new float[] {1, -1, 0.5f, 2});
        for (int step = 0; step < derivatives.length; step++) {
            float[] live = new float[4];
            for (int i = 0; i < 4; i++) {
                live[i] = (float) derivatives[step][i] * 2;
            }
            System.arraycopy(live, 0, parameter.derivatives(), 0, 4);
            settings.change(List.of(parameter), step, 0.01, 0.5);
        }
        double[] expected = expected(new double[] {1, -1, 0.5, 2}, derivatives, settings, 0.01);
        for (int i = 0; i < 4; i++) {
            assertEquals(expected[i], parameter.values()[i], 1e-6);
        }
        float[] published = new float[4];
        parameter.weight().format().decode(parameter.weight().data(), 0, published, 0, 4);
        assertArrayEquals(parameter.values(), published);
    }

    @Test
    void theRateGrowsAndFallsAsItsShapeHasIt() {
        LearningRate cosine = new LearningRate(0.1, 4, LearningRate.Shape.COSINE);
        assertEquals(0.025, cosine.at(0, 20), 1e-12);
        assertEquals(0.1, cosine.at(4, 20), 1e-12);
        assertEquals(0.05, cosine.at(12, 20), 1e-12);
        assertEquals(0.05, new LearningRate(0.1, 0, LearningRate.Shape.LINEAR).at(5, 10), 1e-12);
        assertEquals(0.1, new LearningRate(0.1, 0, LearningRate.Shape.CONSTANT).at(9, 10), 1e-12);
    }
}
