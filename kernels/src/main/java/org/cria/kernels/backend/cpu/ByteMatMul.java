package org.cria.kernels.backend.cpu;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.cria.kernels.backend.cpu.bytes.ByteKernels;
import org.cria.kernels.backend.cpu.bytes.PanelKernels;
import org.cria.kernels.program.Weight;
import org.jspecify.annotations.Nullable;

/**
 * Weights times activations in 8 bits, some weight rows per task: read once for a few tokens at a time, or for many tokens unpacked to panels
 * that stay in the cache.
 */
final class ByteMatMul implements MatMul {
    /** Unpacked, 64 rows of a 7B model are 640 KiB: they stay in the second-level cache beside a bundle of tokens. */
    private static final int ROWS_PER_TASK = 64;

    private final Weight w;
    private final ByteKernels kernels;
    private final @Nullable PanelKernels panels;
    private final RoundedActivation x;
    private final Activation out;
    private final List<LowRankOp> tweaks;

    /** @param tweaks of what it makes, which is theirs to change too */
    ByteMatMul(Weight w, ByteKernels kernels, RoundedActivation x, Activation out, List<LowRankOp> tweaks) {
        this.w = w;
        this.kernels = kernels;
        this.panels = kernels.panels().filter(p -> p.has(w.format())).orElse(null);
        this.x = x;
        this.out = out;
        this.tweaks = tweaks;
    }

    @Override
    public Activation x() {
        return x.exact();
    }

    @Override
    public int rows() {
        return w.rows();
    }

    @Override
    public boolean few(ForwardPass pass) {
        return few(pass.rows(x.exact()));
    }

    @Override
    public int rowsPerTask() {
        return ROWS_PER_TASK;
    }

    @Override
    public int rowsOfRun() {
        return LowRankOp.rowsOfTasks(tweaks, 1);
    }

    @Override
    public void multiply(ForwardPass pass, int from, int to, Scratch scratch) {
        int tokens = pass.rows(x.exact());
        if (tokens == 1) {
            multiply(0, 1, 1, from, to - from, out.values(), from);
        } else if (panels == null || tokens < panels.fewestTokens()) {
            rows(tokens, from, to - from, scratch);
        } else {
            // A few tokens leave time to fetch the next panel's rows; many are multiplied with several panels while
            // they are in the cache.
            int step = few(tokens) ? panels.rows() : ROWS_PER_TASK;
            for (int row = from; row < to; row += step) {
                panels(panels, tokens, row, Math.min(step, to - row), scratch);
            }
        }
        LowRankOp.addTo(tweaks, pass, from, to - from);
    }

    /** Whether tokens' activations are one bundle: then a task's rows are a run, long at first. */
    private boolean few(int tokens) {
        return tokens <= x.bundle();
    }

    private void rows(int tokens, int from, int rows, Scratch scratch) {
        float[] products = scratch.sums(rows * kernels.mostTokens());
        for (int first = 0; first < tokens; ) {
            int together = Math.min(x.bundleEnd(first - first % x.bundle(), tokens) - first, kernels.mostTokens());
            multiply(first, together, tokens, from, rows, products, 0);
            for (int t = 0; t < together; t++) {
                scatter(products, t, together, rows, (first + t) * w.rows() + from);
            }
            first += together;
        }
    }

    private void multiply(int first, int together, int tokens, int from, int rows, float[] result, int at) {
        kernels.multiply(
                w.format(),
                w.data(),
                from * w.rowBytes(),
                rows,
                w.columns(),
                x.groups(),
                x.at(first),
                x.stride(first, tokens),
                together,
                result,
                at);
    }

    private void scatter(float[] products, int from, int step, int rows, int to) {
        float[] result = out.values();
        for (int r = 0; r < rows; r++) {
            result[to + r] = products[from + r * step];
        }
    }

    private void panels(PanelKernels kernels, int tokens, int from, int rows, Scratch scratch) {
        long bytes = kernels.bytes(w.format(), w.columns());
        int count = Math.ceilDiv(rows, kernels.rows());
        MemorySegment unpacked = scratch.memory(count * bytes);
        for (int p = 0; p < count; p++) {
            int row = p * kernels.rows();
            kernels.unpack(
                    w.format(),
                    w.data(),
                    (from + row) * w.rowBytes(),
                    Math.min(kernels.rows(), rows - row),
                    w.columns(),
                    unpacked,
                    p * bytes,
                    !few(tokens));
        }
        int most = kernels.mostTokens(w.format());
        for (int first = 0; first < tokens; first += x.bundle()) {
            for (int p = 0; p < count; p++) {
                for (int t = first; t < x.bundleEnd(first, tokens); t += most) {
                    int together = Math.min(most, x.bundleEnd(first, tokens) - t);
                    tile(kernels, unpacked, p * bytes, t, together, tokens, from + p * kernels.rows(), scratch);
                }
            }
        }
    }

    private void tile(
            PanelKernels kernels,
            MemorySegment unpacked,
            long panelAt,
            int first,
            int together,
            int tokens,
            int row,
            Scratch scratch) {
        boolean whole = row + kernels.rows() <= w.rows();
        float[] result = whole ? out.values() : scratch.sums(together * kernels.rows());
        kernels.multiply(
                w.format(),
                unpacked,
                panelAt,
                w.columns(),
                x.groups(),
                x.at(first),
                x.stride(first, tokens),
                together,
                result,
                whole ? first * w.rows() + row : 0,
                whole ? w.rows() : kernels.rows());
        for (int t = 0; t < together && !whole; t++) {
            scatter(result, t * kernels.rows(), 1, w.rows() - row, (first + t) * w.rows() + row);
        }
    }
}
