package org.cria.kernels.backend.cpu;

/** The residual sum. */
record AddOp(Activation x, Activation sum) implements Op {
    @Override
    public int tasks(ForwardPass pass) {
        return pass.rows(sum);
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        float[] from = x.values();
        float[] to = sum.values();
        int start = task * sum.columns();
        for (int i = start; i < start + sum.columns(); i++) {
            to[i] += from[i];
        }
    }
}
