package org.cria.kernels.backend.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.stream.IntStream;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.format.Little;
import org.cria.kernels.program.Pointwise;
import org.cria.kernels.program.Weight;

/**
 * {@code sum[t] += B · (strength[t] · A · x[t])} in one go, by the loops of attention: the rows of A are keys that ask how much of each column
 * of B, the values, is added. B lies turned for that. Every thread multiplies A itself, which is no more to read than B and spares that
 * threads wait for each other: on TinyLlama's shape the four steps by themselves took 21 waits a layer.
 */
final class LowRankOp implements Op {
    /** Sums that a task adds to in all rows where rows are few: they stay in the first-level cache. */
    private static final int COLUMNS_PER_TASK = 1024;
    /** Rows that a task takes where they are many, and that go together. */
    private static final int ROWS_PER_TASK = 4;

    private final int rank;
    private final int[] all;
    private final CellRows keys;
    private final AttentionLoops keyLoops;
    private final CellRows values;
    private final AttentionLoops valueLoops;
    private final Pointwise.Strengthen strengthen;
    private final Activation x;
    private final Activation sum;

    LowRankOp(LowRankFour four, CpuLoops loops, Activation x, Activation sum) {
        Weight a = four.first().w();
        Weight b = four.second().w();
        this.rank = a.rows();
        this.all = IntStream.range(0, rank).toArray();
        boolean inPlace = a.format().equals(cellFormat(a)) && a.data().isNative();
        this.keys = cells(inPlace ? a.data() : cells(a, false), cellFormat(a), a.columns(), loops);
        this.keyLoops = loops.lowRank(cellFormat(a), a.columns());
        this.values = cells(cells(b, true), cellFormat(b), b.rows(), loops);
        this.valueLoops = loops.lowRank(cellFormat(b), b.rows());
        this.strengthen = four.strengthen();
        this.x = x;
        this.sum = sum;
    }

    private static CellRows cells(MemorySegment rows, Format format, int columns, CpuLoops loops) {
        return CellRows.of(rows, format, loops.arithmetic().rows(format), columns);
    }

    /** What holds the values of a matrix one by one, exactly, and is read like a cache. */
    static Format cellFormat(Weight w) {
        return w.format().equals(Formats.F16) ? Formats.F16 : Formats.F32;
    }

    /** @param turned whether rows become columns */
    private static MemorySegment cells(Weight w, boolean turned) {
        Format format = cellFormat(w);
        long bytes = format.bytes(1);
        MemorySegment cells = Arena.ofAuto().allocate((long) w.rows() * w.columns() * bytes, 64);
        float[] row = new float[w.columns()];
        int blocks = w.columns() / w.format().blockValues();
        for (int r = 0; r < w.rows(); r++) {
            w.format().decode(w.data(), r * w.rowBytes(), row, 0, blocks);
            for (int c = 0; c < row.length; c++) {
                long at = bytes * (turned ? (long) c * w.rows() + r : (long) r * w.columns() + c);
                if (format.equals(Formats.F16)) {
                    cells.set(Little.SHORT, at, Float.floatToFloat16(row[c]));
                } else {
                    cells.set(Little.FLOAT, at, row[c]);
                }
            }
        }
        return cells;
    }

    private boolean splitsColumns(ForwardPass pass) {
        return pass.rows(x) <= 2 * ROWS_PER_TASK;
    }

    @Override
    public int tasks(ForwardPass pass) {
        if (pass.rows(x) == 0) {
            return 0;
        }
        return splitsColumns(pass)
                ? Math.ceilDiv(sum.columns(), COLUMNS_PER_TASK)
                : Math.ceilDiv(pass.rows(x), ROWS_PER_TASK);
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        if (splitsColumns(pass)) {
            int rows = pass.rows(x);
            float[] low = scratch.activations(rows * rank);
            if (!scratch.arranged(this, pass)) {
                multiply(pass, 0, rows, low, scratch);
            }
            int from = task * COLUMNS_PER_TASK;
            add(low, 0, rows, from, Math.min(COLUMNS_PER_TASK, sum.columns() - from), scratch);
        } else {
            int from = task * ROWS_PER_TASK;
            int rows = Math.min(ROWS_PER_TASK, pass.rows(x) - from);
            float[] low = scratch.activations(rows * rank);
            scratch.arranged(this, pass);
            multiply(pass, from, rows, low, scratch);
            add(low, from, rows, 0, sum.columns(), scratch);
        }
    }

    /** @param low [rows, rank] overwritten */
    private void multiply(ForwardPass pass, int from, int rows, float[] low, Scratch scratch) {
        Heads heads = new Heads(from * x.columns(), rows, x.columns(), 1, x.columns());
        keyLoops.scores(keys, 0, all, 0, rank, heads, x.values(), low, 0, rank, scratch);
        for (int t = 0; t < rows; t++) {
            float strength = pass.batch().strength(pass.batchRow(x, from + t), strengthen);
            for (int r = 0; r < rank; r++) {
                low[t * rank + r] *= strength;
            }
        }
    }

    private void add(float[] low, int from, int rows, int column, int count, Scratch scratch) {
        Heads heads = new Heads(from * sum.columns() + column, rows, sum.columns(), 1, count);
        valueLoops.addWeighted(values, column, all, 0, rank, low, 0, rank, heads, sum.values(), scratch);
    }
}
