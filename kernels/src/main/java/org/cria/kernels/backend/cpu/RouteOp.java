package org.cria.kernels.backend.cpu;

import org.cria.kernels.backend.cpu.math.ScalarExp;
import org.cria.kernels.program.Buffer;

/** Chooses the experts of a row: the best score, then the next best, and so on. */
record RouteOp(Activation scores, Activation chosen) implements RowOp {
    @Override
    public Buffer.Rows ofRows() {
        return scores.rows();
    }

    @Override
    public int tasks(ForwardPass pass) {
        return pass.rows(scores);
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        float[] of = scores.values();
        float[] to = chosen.values();
        int from = task * scores.columns();
        int used = chosen.columns() / 2;
        int at = task * chosen.columns();
        float total = 0;
        for (int j = 0; j < used; j++) {
            int best = best(of, from, scores.columns(), to, at, j);
            to[at + j] = best;
            float share = ScalarExp.exp(of[from + best] - of[from + (int) to[at]]);
            to[at + used + j] = share;
            total += share;
        }
        for (int j = 0; j < used; j++) {
            to[at + used + j] /= total;
        }
    }

    /** The first of the best scores that none of the {@code taken} chosen has; scores that are no numbers come last. */
    private static int best(float[] of, int from, int experts, float[] to, int at, int taken) {
        int best = -1;
        for (int expert = 0; expert < experts; expert++) {
            if (isFree(to, at, taken, expert) && (best < 0 || of[from + expert] > of[from + best])) {
                best = expert;
            }
        }
        return best;
    }

    private static boolean isFree(float[] to, int at, int taken, int expert) {
        for (int j = 0; j < taken; j++) {
            if (to[at + j] == expert) {
                return false;
            }
        }
        return true;
    }
}
