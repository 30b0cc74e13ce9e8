package org.cria.model.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.cria.kernels.gradient.GradientPass;
import org.cria.kernels.gradient.TextBatch;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Weight;
import org.cria.model.SharedFolder;
import org.cria.model.family.Families;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.gguf.Gguf;
import org.junit.jupiter.api.Test;

/** The gradients of a trained model's loss by weights of all kinds are the differences that changes of these make, in double. */
final class StoriesGradientTest {
    private static final int PARAMETERS = 200;
    private static final double STEP = 1e-4;
    private static final double RELATIVE = 1e-3;
    private static final int[] TOKENS = {1, 403, 407, 261, 378, 432, 383, 286};

    @Test
    void twoHundredDerivativesAreDifferencesInDouble() throws IOException {
        try (Gguf gguf = Gguf.open(SharedFolder.file("models/stories260K.gguf"))) {
            Program program = Families.define(gguf, ProgramRewrite.NONE).program();
            List<Weight> weights = List.copyOf(program.weights());
            try (GradientPass pass = new GradientPass(program, weights, TOKENS.length, 2)) {
                boolean[] wanted = new boolean[TOKENS.length];
                Arrays.fill(wanted, true);
                float[] scores = pass.forward(new TextBatch(List.of(TOKENS), List.of(wanted)));
                DoubleLlama llama = new DoubleLlama(program);
                int vocabulary = program.logits().columns();
                double[] expected = llama.forward(TOKENS).clone();
                float[] slopes = new float[expected.length];
                for (int t = 0; t < TOKENS.length; t++) {
                    slopes(expected, t * vocabulary, vocabulary, target(t), slopes);
                }
                for (int i = 0; i < expected.length; i++) {
                    // Sums of up to 172 products in five layers, on scores of up to some twenty.
                    assertEquals(expected[i], scores[i], 2e-4, "score " + i);
                }
                pass.backward(slopes);
                Random random = new Random(1);
                for (int i = 0; i < PARAMETERS; i++) {
                    check(llama, weights.get(i % weights.size()), pass, random);
                }
            }
        }
    }

    private static void check(DoubleLlama llama, Weight weight, GradientPass pass, Random random) {
        float[] gradient = pass.gradient(weight);
        double squares = 0;
        int count = 0;
        for (float value : gradient) {
            squares += (double) value * value;
            count += value != 0 ? 1 : 0;
        }
        int place = random.nextInt(gradient.length);
        double[] values = llama.weight(weight);
        double before = values[place];
        values[place] = before + STEP;
        double more = loss(llama);
        values[place] = before - STEP;
        double less = loss(llama);
        values[place] = before;
        double expected = (more - less) / (2 * STEP);
        // A derivative that is far smaller than most of its weight's is what their roundings leave of it.
        double size = Math.max(Math.abs(expected), Math.sqrt(squares / count) / 10);
        assertTrue(
                Math.abs(gradient[place] - expected) <= RELATIVE * size,
                () -> weight.name() + ", value " + place + ": found " + gradient[place] + ", expected " + expected);
    }

    private static int target(int t) {
        return TOKENS[(t + 1) % TOKENS.length];
    }

    /** The sum of all tokens' cross entropies. */
    private static double loss(DoubleLlama llama) {
        double[] scores = llama.forward(TOKENS);
        int vocabulary = scores.length / TOKENS.length;
        double loss = 0;
        for (int t = 0; t < TOKENS.length; t++) {
            double total = 0;
            for (int i = t * vocabulary; i < (t + 1) * vocabulary; i++) {
                total += Math.exp(scores[i]);
            }
            loss += Math.log(total) - scores[t * vocabulary + target(t)];
        }
        return loss;
    }

    private static void slopes(double[] scores, int start, int vocabulary, int target, float[] slopes) {
        double total = 0;
        for (int i = start; i < start + vocabulary; i++) {
            total += Math.exp(scores[i]);
        }
        for (int i = start; i < start + vocabulary; i++) {
            slopes[i] = (float) (Math.exp(scores[i]) / total - (i == start + target ? 1 : 0));
        }
    }
}
