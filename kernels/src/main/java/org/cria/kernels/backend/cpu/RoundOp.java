package org.cria.kernels.backend.cpu;

import org.cria.kernels.program.Buffer;

/** Rounds activations to 8 bits, a row per task. */
record RoundOp(RoundedActivation x) implements RowOp {
    @Override
    public Buffer.Rows ofRows() {
        return x.exact().rows();
    }

    @Override
    public int tasks(ForwardPass pass) {
        return pass.rows(x.exact());
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        x.round(task, pass.rows(x.exact()));
    }
}
