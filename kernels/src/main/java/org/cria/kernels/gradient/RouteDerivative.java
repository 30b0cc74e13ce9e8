package org.cria.kernels.gradient;

import java.util.List;
import org.cria.kernels.backend.cpu.math.ScalarExp;

/** Numbers of the experts with the best scores, which change with no score, and the softmax of those scores. */
record RouteDerivative(int used, Content scores, Content out) implements Derivative {
    @Override
    public void forward(Frame frame) {
        float[] of = frame.values(scores);
        float[] to = frame.make(out);
        int experts = scores.columns();
        for (int t = 0; t < frame.rows(out); t++) {
            int at = t * 2 * used;
            float total = 0;
            for (int j = 0; j < used; j++) {
                int best = best(of, t * experts, experts, to, at, j);
                to[at + j] = best;
                float share = ScalarExp.exp(of[t * experts + best] - of[t * experts + (int) to[at]]);
                to[at + used + j] = share;
                total += share;
            }
            for (int j = 0; j < used; j++) {
                to[at + used + j] /= total;
            }
        }
    }

    /** The first of the best that none of the {@code taken} has. */
    private static int best(float[] of, int from, int experts, float[] to, int at, int taken) {
        int best = -1;
        for (int expert = 0; expert < experts; expert++) {
            boolean free = true;
            for (int j = 0; j < taken; j++) {
                free &= to[at + j] != expert;
            }
            if (free && (best < 0 || of[from + expert] > of[from + best])) {
                best = expert;
            }
        }
        return best;
    }

    @Override
    public void backward(Frame frame) {
        float[] of = frame.gradients().of(out);
        float[] chosen = frame.values(out);
        float[] sums = frame.gradients().begun(scores);
        for (int t = 0; t < frame.rows(out); t++) {
            int at = t * 2 * used;
            float mean = 0;
            for (int j = 0; j < used; j++) {
                mean += chosen[at + used + j] * of[at + used + j];
            }
            for (int j = 0; j < used; j++) {
                sums[t * scores.columns() + (int) chosen[at + j]] += chosen[at + used + j] * (of[at + used + j] - mean);
            }
        }
    }

    @Override
    public List<Content> kept() {
        return List.of(out);
    }
}
