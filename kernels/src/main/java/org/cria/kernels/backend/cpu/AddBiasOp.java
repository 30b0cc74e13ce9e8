package org.cria.kernels.backend.cpu;

import org.cria.kernels.program.Buffer;

/** Adds one row to every row. */
@SuppressWarnings("ArrayRecordComponent") // an op is compared by nobody
record AddBiasOp(float[] bias, Activation x) implements RowOp {
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
        int start = task * bias.length;
        for (int i = 0; i < bias.length; i++) {
            values[start + i] += bias[i];
        }
    }
}
