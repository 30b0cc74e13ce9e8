package org.cria.kernels.backend.cpu;

/** Rounds activations to 8 bits, a row per task. */
record RoundOp(RoundedActivation x) implements Op {
    @Override
    public int tasks(ForwardPass pass) {
        return pass.rows(x.exact());
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        x.round(task, pass.rows(x.exact()));
    }
}
