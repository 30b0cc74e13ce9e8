package org.cria.kernels.backend.cpu;

/** The residual sum. */
record AddOp(Activation x, Activation sum) implements Op {
    @Override
    public int tasks(Pass pass) {
        return pass.rows(sum);
    }

    @Override
    public void run(Pass pass, int task, Scratch scratch) {
        float[] from = x.values();
        float[] to = sum.values();
        int start = task * sum.columns();
        for (int i = start; i < start + sum.columns(); i++) {
            to[i] += from[i];
        }
    }
}
