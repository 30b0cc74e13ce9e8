package org.cria.kernels.backend.cpu;

import org.cria.kernels.program.Buffer;

/** Multiplies every value with one factor. */
record ScaleOp(Activation x, float factor) implements RowOp {
    @Override
    public Buffer.Rows ofRows() {
        return x.rows();
    }

    @Override
    public int tasks(ForwardPass pass) {
        return pass.rows(x);
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        float[] values = x.values();
        int start = task * x.columns();
        for (int i = start; i < start + x.columns(); i++) {
            values[i] *= factor;
        }
    }
}
