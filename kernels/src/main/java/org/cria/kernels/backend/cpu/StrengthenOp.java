package org.cria.kernels.backend.cpu;

import org.cria.kernels.program.Pointwise;

/** Multiplies every value with the strength that an adapter has in its row. */
record StrengthenOp(Pointwise.Strengthen step, Activation x) implements Op {
    @Override
    public int tasks(ForwardPass pass) {
        return pass.rows(x) == 0 ? 0 : 1;
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        float[] values = x.values();
        for (int row = 0; row < pass.rows(x); row++) {
            float factor = pass.batch().strength(pass.batchRow(x, row), step);
            for (int i = row * x.columns(); i < (row + 1) * x.columns(); i++) {
                values[i] *= factor;
            }
        }
    }
}
