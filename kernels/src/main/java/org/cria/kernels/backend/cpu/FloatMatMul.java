package org.cria.kernels.backend.cpu;

import org.cria.kernels.backend.cpu.rows.Rows;
import org.cria.kernels.program.Weight;

/**
 * Weights times activations, a block of weight rows per task. Decode multiplies the encoded rows in place; prefill decodes a
 * block once and multiplies it with every token while it is in the cache.
 */
final class FloatMatMul implements MatMul {
    /** Decoded, 16 rows of a 7B model are 256 KiB: they stay in the second-level cache while four tokens stay in the first. */
    private static final int PREFILL_ROWS_PER_TASK = 16;

    private final Weight w;
    private final Rows rows;
    private final Arithmetic arithmetic;
    private final Activation x;
    private final Activation out;

    FloatMatMul(Weight w, Rows rows, Arithmetic arithmetic, Activation x, Activation out) {
        this.w = w;
        this.rows = rows;
        this.arithmetic = arithmetic;
        this.x = x;
        this.out = out;
    }

    @Override
    public Activation x() {
        return x;
    }

    @Override
    public int rows() {
        return w.rows();
    }

    @Override
    public boolean few(ForwardPass pass) {
        return pass.decoding();
    }

    @Override
    public int rowsPerTask() {
        return PREFILL_ROWS_PER_TASK;
    }

    @Override
    public int rowsOfRun() {
        return 1;
    }

    @Override
    public void multiply(ForwardPass pass, int from, int to, Scratch scratch) {
        if (few(pass)) {
            multiplyEncoded(pass, from, to, scratch);
        } else {
            multiplyDecoded(pass.rows(x), from, to, scratch);
        }
    }

    private void multiplyEncoded(ForwardPass pass, int from, int to, Scratch scratch) {
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
