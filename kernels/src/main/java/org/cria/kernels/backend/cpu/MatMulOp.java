package org.cria.kernels.backend.cpu;

import java.util.stream.IntStream;
import org.cria.kernels.backend.cpu.rows.Rows;
import org.cria.kernels.program.Weight;

/**
 * Weights times activations, a block of weight rows per task. Decode multiplies the encoded rows in place; prefill decodes a
 * block once and multiplies it with every token while it is in the cache.
 */
final class MatMulOp implements Op {
    /** Decoded, 16 rows of a 7B model are 256 KiB: they stay in the second-level cache while four tokens stay in the first. */
    private static final int PREFILL_ROWS_PER_TASK = 16;

    /**
     * Decode reads its rows once, so long runs of them suit the prefetcher: 256 instead of 16 gained 30 % in Q8_0 and 45 % in
     * Q4_K_M (TinyLlama's shape, two threads).
     */
    private static final int DECODE_ROWS_PER_TASK = 256;

    /** The fewest: what one thread waits for another at the end. */
    static final int LAST_ROWS_PER_TASK = 16;

    private final Weight w;
    private final Rows rows;
    private final Arithmetic arithmetic;
    private final Activation x;
    private final Activation out;
    /** Where decode's tasks begin, and the end of the last. */
    private final int[] decodeStarts;

    MatMulOp(Weight w, Rows rows, Arithmetic arithmetic, int threads, Activation x, Activation out) {
        this.w = w;
        this.rows = rows;
        this.arithmetic = arithmetic;
        this.x = x;
        this.out = out;
        this.decodeStarts = decodeStarts(w.rows(), threads, LAST_ROWS_PER_TASK);
    }

    /**
     * Half of what is left, shared among all threads, but neither too few rows nor too many: long runs first, and towards the end ever
     * shorter ones, so that all threads end at about the same time.
     *
     * @param last the fewest, of which all are a multiple but the last
     */
    static int[] decodeStarts(int rows, int threads, int last) {
        IntStream.Builder starts = IntStream.builder();
        int at = 0;
        while (at < rows) {
            starts.add(at);
            int share = (rows - at) / (2 * threads);
            at += Math.clamp(share - share % last, last, DECODE_ROWS_PER_TASK);
        }
        return starts.add(rows).build().toArray();
    }

    @Override
    public int tasks(ForwardPass pass) {
        if (pass.rows(x) == 0) {
            return 0;
        }
        return pass.decoding() ? decodeStarts.length - 1 : Math.ceilDiv(w.rows(), PREFILL_ROWS_PER_TASK);
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        if (pass.decoding()) {
            multiplyEncoded(pass, decodeStarts[task], decodeStarts[task + 1], scratch);
        } else {
            int from = task * PREFILL_ROWS_PER_TASK;
            multiplyDecoded(pass.rows(x), from, Math.min(w.rows(), from + PREFILL_ROWS_PER_TASK), scratch);
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
