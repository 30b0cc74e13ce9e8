package org.cria.kernels.backend.cpu;

import org.cria.kernels.backend.cpu.rows.Rows;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Weight;

/** Looks up the row of each token. */
record EmbedOp(Weight table, Rows rows, Activation out) implements RowOp {
    @Override
    public Buffer.Rows ofRows() {
        return out.rows();
    }

    @Override
    public int tasks(ForwardPass pass) {
        return pass.batch().rows();
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        int token = pass.batch().tokens()[task];
        rows.decode(table.data(), token * table.rowBytes(), out.values(), task * table.columns(), table.columns());
    }
}
