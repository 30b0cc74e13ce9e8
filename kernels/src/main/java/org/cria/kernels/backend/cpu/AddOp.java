package org.cria.kernels.backend.cpu;

import org.cria.kernels.program.Buffer;

/** The residual sum. */
record AddOp(Arithmetic arithmetic, Activation x, Activation sum) implements RowOp {
    @Override
    public Buffer.Rows ofRows() {
        return sum.rows();
    }

    @Override
    public int tasks(ForwardPass pass) {
        return pass.rows(sum);
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        arithmetic.add(x.values(), sum.values(), task * sum.columns(), sum.columns());
    }
}
