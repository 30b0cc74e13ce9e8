package org.cria.kernels.backend.cpu;

import org.cria.kernels.backend.cpu.bytes.ByteKernels;
import org.cria.kernels.program.Weight;

/** Weights times activations in 8 bits, some weight rows per task: read once for a few tokens at a time, from the cache for the next few. */
final class ByteMatMulOp implements Op {
    /** Encoded, 64 rows of a 7B model are at most 280 KiB: they stay in the second-level cache for all tokens of a prompt. */
    private static final int ROWS_PER_TASK = 64;

    private final Weight w;
    private final ByteKernels kernels;
    private final RoundedActivation x;
    private final Activation out;
    private final int[] decodeStarts;

    ByteMatMulOp(Weight w, ByteKernels kernels, int threads, RoundedActivation x, Activation out) {
        this.w = w;
        this.kernels = kernels;
        this.x = x;
        this.out = out;
        this.decodeStarts = MatMulOp.decodeStarts(w.rows(), threads);
    }

    @Override
    public int tasks(ForwardPass pass) {
        int rows = pass.rows(x.exact());
        if (rows == 0) {
            return 0;
        }
        return rows == 1 ? decodeStarts.length - 1 : Math.ceilDiv(w.rows(), ROWS_PER_TASK);
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        int tokens = pass.rows(x.exact());
        if (tokens == 1) {
            int from = decodeStarts[task];
            multiply(0, 1, from, decodeStarts[task + 1] - from, out.values(), from);
        } else {
            int from = task * ROWS_PER_TASK;
            for (int bundle = 0; bundle < x.bundles(tokens); bundle++) {
                bundle(bundle, x.tokens(bundle, tokens), from, Math.min(w.rows() - from, ROWS_PER_TASK), scratch);
            }
        }
    }

    private void bundle(int bundle, int tokens, int from, int rows, Scratch scratch) {
        float[] products = scratch.sums(rows * tokens);
        multiply(bundle, tokens, from, rows, products, 0);
        float[] result = out.values();
        for (int t = 0; t < tokens; t++) {
            int at = (x.first(bundle) + t) * w.rows() + from;
            for (int r = 0; r < rows; r++) {
                result[at + r] = products[r * tokens + t];
            }
        }
    }

    private void multiply(int bundle, int tokens, int from, int rows, float[] result, int at) {
        kernels.multiply(
                w.format(),
                w.data(),
                from * w.rowBytes(),
                rows,
                w.columns(),
                x.groups(),
                x.start(bundle),
                tokens,
                result,
                at);
    }
}
