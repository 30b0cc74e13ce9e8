package org.cria.kernels.backend.cpu;

/** The residual sum. */
record AddOp(Arithmetic arithmetic, Activation x, Activation sum) implements Op {
    @Override
    public int tasks(ForwardPass pass) {
        return pass.rows(sum);
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        arithmetic.add(x.values(), sum.values(), task * sum.columns(), sum.columns());
    }
}
