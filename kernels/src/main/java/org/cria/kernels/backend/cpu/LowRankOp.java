package org.cria.kernels.backend.cpu;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.cria.kernels.backend.cpu.rows.Rows;
import org.cria.kernels.backend.cpu.x86.HalfKernels;
import org.cria.kernels.program.Pointwise;
import org.cria.kernels.program.Weight;

/**
 * {@code sum[t] += B · (strength[t] · A · x[t])} in one go. Where rows are few and a product makes the sum from the same x, this is no task of its
 * own, for which threads would wait once more: A is multiplied while x is rounded, see {@link ProductInputOp}, and the product adds B's part to its rows
 * as it goes, see {@link #addTo}. On TinyLlama's shape the four steps by themselves took 21 waits a layer.
 */
final class LowRankOp implements Op {
    /** Rows that are few. */
    private static final int FEW = 8;
    /** Rows that a task takes where they are many. */
    private static final int ROWS_PER_TASK = 4;

    private final Weight a;
    private final Rows aRows;
    private final Arithmetic arithmetic;
    private final Optional<HalfKernels> kernels;
    private final LowRankSums b;
    private final float unit;
    private final Pointwise.Strengthen strengthen;
    private final Activation x;
    private final Activation sum;
    private final boolean inProduct;
    /** [few, rank] */
    private final float[] low;

    /**
     * A tweak.
     *
     * @param rounded whether x is rounded to 8 bits for the product beside it: then A and B are rounded to fp16, see {@link HalfFactor}; else
     *     they stay as exact as they are
     * @param inProduct whether {@link ProductInputOp} and a product do it where rows are few
     */
    LowRankOp(LowRankFour four, boolean rounded, boolean inProduct, CpuLoops loops, Activation x, Activation sum) {
        Weight first = four.first().w();
        Weight second = four.second().w();
        if (rounded
                || (first.format().equals(HalfFactor.FORMAT) && second.format().equals(HalfFactor.FORMAT))) {
            HalfFactor halfA = HalfFactor.of(first);
            HalfFactor halfB = HalfFactor.of(second);
            this.a = halfA.w();
            this.unit = halfA.unit() * halfB.unit();
            this.kernels = loops.tweaks().filter(k -> assembled(first, second, k));
            this.b = LowRankSums.of(halfB.w(), kernels, loops.arithmetic());
        } else {
            this.a = first;
            this.unit = 1;
            this.kernels = Optional.empty();
            this.b = LowRankSums.of(second, kernels, loops.arithmetic());
        }
        this.arithmetic = loops.arithmetic();
        this.aRows = arithmetic.rows(a.format());
        this.strengthen = four.strengthen();
        this.x = x;
        this.sum = sum;
        this.inProduct = inProduct;
        this.low = new float[FEW * a.rows()];
    }

    /** Whether machine code has what rounded matrices need. */
    static boolean assembled(Weight a, Weight b, HalfKernels kernels) {
        return kernels.has(HalfFactor.FORMAT, a.columns()) && b.rows() % HalfKernels.PIECE == 0;
    }

    Activation x() {
        return x;
    }

    /** Whether {@link ProductInputOp} and a product do this. */
    boolean isInProduct(ForwardPass pass) {
        return inProduct && pass.rows(x) > 0 && pass.rows(x) <= FEW;
    }

    @Override
    public int tasks(ForwardPass pass) {
        return isInProduct(pass) ? 0 : Math.ceilDiv(pass.rows(x), ROWS_PER_TASK);
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        int from = task * ROWS_PER_TASK;
        int rows = Math.min(ROWS_PER_TASK, pass.rows(x) - from);
        float[] some = scratch.sums(rows * a.rows());
        multiply(pass, from, rows, some, scratch);
        addRows(some, from, rows, 0, sum.columns());
    }

    /** Multiplies all rows, few as they are, with A. */
    void multiply(ForwardPass pass, Scratch scratch) {
        multiply(pass, 0, pass.rows(x), low, scratch);
    }

    /** Of how many rows a product's tasks have to be a multiple, but the last one, so that tweaks can be added to what they make. */
    static int rowsOfTasks(List<LowRankOp> tweaks, int least) {
        return tweaks.isEmpty() ? least : Math.max(least, HalfKernels.PIECE);
    }

    /** Adds tweaks to {@code count} sums from {@code column} on in all rows, if rows are few; else the tweaks' own tasks do. */
    static void addTo(List<LowRankOp> tweaks, ForwardPass pass, int column, int count) {
        for (LowRankOp tweak : tweaks) {
            if (tweak.isInProduct(pass)) {
                tweak.addRows(tweak.low, 0, pass.rows(tweak.x), column, count);
            }
        }
    }

    /** @param result [rows, rank] overwritten */
    private void multiply(ForwardPass pass, int from, int rows, float[] result, Scratch scratch) {
        int rank = a.rows();
        if (kernels.isPresent()) {
            multiply(kernels.get(), from, rows, result, scratch);
        } else {
            float[] row = scratch.weights(a.columns());
            for (int r = 0; r < rank; r++) {
                aRows.decode(a.data(), r * a.rowBytes(), row, 0, a.columns());
                for (int t = 0; t < rows; t++) {
                    arithmetic.dots(
                            x.values(),
                            (from + t) * a.columns(),
                            a.columns(),
                            row,
                            0,
                            a.columns(),
                            1,
                            result,
                            t * rank + r);
                }
            }
        }
        for (int t = 0; t < rows; t++) {
            float strength = unit * pass.batch().strength(pass.batchRow(x, from + t), strengthen);
            for (int r = 0; r < rank; r++) {
                result[t * rank + r] *= strength;
            }
        }
    }

    private void multiply(HalfKernels kernels, int from, int rows, float[] result, Scratch scratch) {
        float[] some = x.values();
        if (from > 0) {
            some = scratch.weights(rows * a.columns());
            System.arraycopy(x.values(), from * a.columns(), some, 0, rows * a.columns());
        }
        long bytes = kernels.room(a.columns(), rows);
        kernels.multiply(
                a.format(),
                a.data(),
                0,
                a.rows(),
                a.columns(),
                some,
                rows,
                result,
                0,
                a.rows(),
                bytes == 0 ? MemorySegment.NULL : scratch.memory(bytes));
    }

    /** @param numbers [rows, rank] */
    private void addRows(float[] numbers, int from, int rows, int column, int count) {
        for (int t = 0; t < rows; t++) {
            b.add(numbers, t * a.rows(), column, count, sum.values(), (from + t) * sum.columns() + column);
        }
    }
}
