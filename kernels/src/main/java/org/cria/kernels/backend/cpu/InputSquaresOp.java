package org.cria.kernels.backend.cpu;

import org.cria.kernels.backend.InputSquares;
import org.cria.kernels.program.Experts;
import org.jspecify.annotations.Nullable;

/**
 * Adds the squares of what enters a product to its sums, some columns per task and rows in order: the same with any number of threads.
 *
 * @param used how many experts compute a row; 1 for a matrix without experts
 * @param apart whether each of them has an input of its own
 * @param chosen as {@link Experts.Route} leaves it; null without experts
 */
record InputSquaresOp(
        InputSquares.Sums sums,
        Activation x,
        int used,
        boolean apart,
        @Nullable Activation chosen) implements Op {
    private static final int CHUNK = 1024;

    static InputSquaresOp of(InputSquares.Sums sums, Activation x) {
        return new InputSquaresOp(sums, x, 1, false, null);
    }

    static InputSquaresOp of(InputSquares.Sums sums, Experts.Product step, Activation x, Activation chosen) {
        return new InputSquaresOp(sums, x, step.used(), step.apart(), chosen);
    }

    @Override
    public int tasks(ForwardPass pass) {
        return Math.ceilDiv(sums.columns(), CHUNK);
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        int from = task * CHUNK;
        int to = Math.min(sums.columns(), from + CHUNK);
        int pairs = pass.rows(x) * used;
        for (int pair = 0; pair < pairs; pair++) {
            int matrix = chosen == null ? 0 : (int) chosen.values()[pair / used * chosen.columns() + pair % used];
            sums.add(matrix, x.values(), (apart ? pair : pair / used) * sums.columns(), from, to);
            if (task == 0) {
                sums.count(matrix);
            }
        }
    }
}
