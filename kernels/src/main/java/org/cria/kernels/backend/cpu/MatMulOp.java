package org.cria.kernels.backend.cpu;

import org.cria.kernels.backend.cpu.rows.Rows;
import org.cria.kernels.program.Weight;

/**
 * Weights times activations, a block of weight rows per task. Decode multiplies the encoded rows in place; prefill decodes a
 * block once and multiplies it with every token while it is in the cache.
 */
record MatMulOp(Weight w, Rows rows, Arithmetic arithmetic, int threads, Activation x, Activation out) implements Op {
    /** Decoded, 16 rows of a 7B model are 256 KiB: they stay in the second-level cache while four tokens stay in the first. */
    private static final int PREFILL_ROWS_PER_TASK = 16;

    /**
     * Decode reads its rows once, so long runs of them suit the prefetcher: 256 instead of 16 gained 30 % in Q8_0 and 45 % in
     * Q4_K_M (TinyLlama's shape, two threads).
     */
    private static final int DECODE_ROWS_PER_TASK = 256;

    /** So many tasks per thread even out what one thread loses to others on the machine. */
    private static final int TASKS_PER_THREAD = 4;

    @Override
    public int tasks(Pass pass) {
        return pass.rows(x) == 0 ? 0 : Math.ceilDiv(w.rows(), rowsPerTask(pass));
    }

    @Override
    public void run(Pass pass, int task, Scratch scratch) {
        int from = task * rowsPerTask(pass);
        int to = Math.min(w.rows(), from + rowsPerTask(pass));
        if (pass.decoding()) {
            multiplyEncoded(pass, from, to, scratch);
        } else {
            multiplyDecoded(pass.rows(x), from, to, scratch);
        }
    }

    private int rowsPerTask(Pass pass) {
        if (!pass.decoding()) {
            return PREFILL_ROWS_PER_TASK;
        }
        int share = Math.ceilDiv(w.rows(), TASKS_PER_THREAD * threads);
        return Math.clamp(Math.ceilDiv(share, 16) * 16, 16, DECODE_ROWS_PER_TASK);
    }

    private void multiplyEncoded(Pass pass, int from, int to, Scratch scratch) {
        int tokens = pass.rows(x);
        int columns = w.columns();
        float[] arranged = scratch.activations(rows.arrangedLength(columns));
        float[] result = out.values();
        for (int t = 0; t < tokens; t++) {
            // One token is arranged once for all tasks that a thread takes.
            if (tokens > 1 || !scratch.arranged(this, pass)) {
                rows.arrange(x.values(), t * columns, columns, arranged);
            }
            for (int r = from; r < to; r++) {
                result[t * w.rows() + r] = rows.dot(w.data(), r * w.rowBytes(), arranged, columns);
            }
        }
    }

    private void multiplyDecoded(int tokens, int from, int to, Scratch scratch) {
        float[] decoded = scratch.weights(PREFILL_ROWS_PER_TASK * w.columns());
        for (int r = from; r < to; r++) {
            rows.decode(w.data(), r * w.rowBytes(), decoded, (r - from) * w.columns(), w.columns());
        }
        arithmetic.products(decoded, to - from, x.values(), tokens, w.columns(), out.values(), from, w.rows(), scratch);
    }
}
