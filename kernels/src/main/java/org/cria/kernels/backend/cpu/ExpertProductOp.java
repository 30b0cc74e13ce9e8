package org.cria.kernels.backend.cpu;

import org.cria.kernels.backend.cpu.rows.Rows;
import org.cria.kernels.program.Experts;

/**
 * The chosen experts' weights times activations, a block of weight rows per task. Decode multiplies the encoded rows of the chosen in
 * place; prefill decodes a block of an expert once, if any token has chosen it, and multiplies it with all that have.
 */
final class ExpertProductOp implements Op {
    private static final int PREFILL_ROWS_PER_TASK = 16;
    private static final int DECODE_ROWS_PER_TASK = 64;

    private final Experts.Product step;
    private final Rows rows;
    private final Arithmetic arithmetic;
    private final Activation x;
    private final Activation chosen;
    private final Activation out;
    private final int columns;

    ExpertProductOp(
            Experts.Product step, Rows rows, Arithmetic arithmetic, Activation x, Activation chosen, Activation out) {
        this.step = step;
        this.rows = rows;
        this.arithmetic = arithmetic;
        this.x = x;
        this.chosen = chosen;
        this.out = out;
        this.columns = step.w().columns();
    }

    @Override
    public int tasks(ForwardPass pass) {
        return pass.decoding()
                ? pass.rows(x) * step.used() * Math.ceilDiv(step.rows(), DECODE_ROWS_PER_TASK)
                : step.experts() * Math.ceilDiv(step.rows(), PREFILL_ROWS_PER_TASK);
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        if (pass.decoding()) {
            int blocks = Math.ceilDiv(step.rows(), DECODE_ROWS_PER_TASK);
            int from = task % blocks * DECODE_ROWS_PER_TASK;
            one(task / blocks, from, Math.min(step.rows(), from + DECODE_ROWS_PER_TASK), scratch);
        } else {
            int blocks = Math.ceilDiv(step.rows(), PREFILL_ROWS_PER_TASK);
            int from = task % blocks * PREFILL_ROWS_PER_TASK;
            many(pass, task / blocks, from, Math.min(step.rows(), from + PREFILL_ROWS_PER_TASK), scratch);
        }
    }

    private int expert(int pair) {
        return (int) chosen.values()[pair / step.used() * chosen.columns() + pair % step.used()];
    }

    /** Where the input of a row and one of its chosen begins. */
    private int input(int pair) {
        return (step.apart() ? pair : pair / step.used()) * columns;
    }

    /** Rows of one row's chosen. */
    private void one(int pair, int from, int to, Scratch scratch) {
        float[] arranged = scratch.sums(rows.arrangedLength(columns));
        rows.arrange(x.values(), input(pair), columns, arranged);
        long first = (long) expert(pair) * step.rows();
        for (int r = from; r < to; r++) {
            out.values()[pair * step.rows() + r] =
                    rows.dot(step.w().data(), (first + r) * step.w().rowBytes(), arranged, columns);
        }
    }

    /** Rows of an expert, for all that have chosen it. */
    private void many(ForwardPass pass, int expert, int from, int to, Scratch scratch) {
        int pairs = pass.rows(x) * step.used();
        int count = 0;
        for (int pair = 0; pair < pairs; pair++) {
            count += expert(pair) == expert ? 1 : 0;
        }
        if (count == 0) {
            return;
        }
        int height = to - from;
        float[] gathered = scratch.scores(count * (columns + height));
        int at = 0;
        for (int pair = 0; pair < pairs; pair++) {
            if (expert(pair) == expert) {
                System.arraycopy(x.values(), input(pair), gathered, at++ * columns, columns);
            }
        }
        float[] decoded = scratch.weights(height * columns);
        long first = (long) expert * step.rows() + from;
        for (int r = 0; r < height; r++) {
            rows.decode(step.w().data(), (first + r) * step.w().rowBytes(), decoded, r * columns, columns);
        }
        float[] made = scratch.activations(count * height);
        arithmetic.products(decoded, height, gathered, count, columns, made, 0, height, scratch);
        at = 0;
        for (int pair = 0; pair < pairs; pair++) {
            if (expert(pair) == expert) {
                System.arraycopy(made, at++ * height, out.values(), pair * step.rows() + from, height);
            }
        }
    }
}
