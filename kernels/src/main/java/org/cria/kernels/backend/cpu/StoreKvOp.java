package org.cria.kernels.backend.cpu;

import org.cria.kernels.backend.Batch;
import org.cria.kernels.program.Buffer;

/** Encodes keys and values of each row into its cell. */
record StoreKvOp(CpuKvStore kv, int layer, Activation k, Activation v) implements RowOp {
    @Override
    public Buffer.Rows ofRows() {
        return Buffer.Rows.TOKENS;
    }

    @Override
    public int tasks(ForwardPass pass) {
        return pass.batch().rows();
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        Batch batch = pass.batch();
        int cell = pass.cells(batch.sequences()[task], kv.windowed(layer))[batch.positions()[task]];
        int start = task * k.columns();
        kv.keys(layer).write(cell, k.values(), start);
        kv.values(layer).write(cell, v.values(), start);
    }
}
