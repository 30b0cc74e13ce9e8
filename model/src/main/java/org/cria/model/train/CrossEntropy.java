package org.cria.model.train;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** How surprised a model is by what it is to predict: the negative logarithm of the probability that it gives it. */
public final class CrossEntropy implements Objective {
    private final List<Example> examples;
    private final int vocabulary;

    /** @param vocabulary scores of a prediction */
    public CrossEntropy(List<Example> examples, int vocabulary) {
        this.examples = List.copyOf(examples);
        this.vocabulary = vocabulary;
    }

    @Override
    public double differentiate(float[] scores, int[] chosen, float scale) {
        int[] targets = Arrays.stream(chosen)
                .flatMap(number -> Arrays.stream(examples.get(number).targets()))
                .filter(target -> target != Example.NONE)
                .toArray();
        double[] losses = new double[targets.length];
        IntStream.range(0, targets.length)
                .parallel()
                .forEach(row -> losses[row] = row(scores, row * vocabulary, targets[row], scale));
        double sum = 0;
        for (double loss : losses) {
            sum += loss;
        }
        return sum;
    }

    private double row(float[] scores, int start, int target, float scale) {
        float highest = Float.NEGATIVE_INFINITY;
        for (int i = start; i < start + vocabulary; i++) {
            highest = Math.max(highest, scores[i]);
        }
        double loss = highest - scores[start + target];
        double sum = 0;
        for (int i = start; i < start + vocabulary; i++) {
            double power = Math.exp(scores[i] - highest);
            scores[i] = (float) power;
            sum += power;
        }
        float share = (float) (scale / sum);
        for (int i = start; i < start + vocabulary; i++) {
            scores[i] *= share;
        }
        scores[start + target] -= scale;
        return loss + Math.log(sum);
    }
}
