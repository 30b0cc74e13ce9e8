package org.cria.kernels.backend.cpu;

/** Multiplies every value with one factor. */
record ScaleOp(Activation x, float factor) implements Op {
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
