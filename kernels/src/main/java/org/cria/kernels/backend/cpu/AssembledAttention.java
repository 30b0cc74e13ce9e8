package org.cria.kernels.backend.cpu;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.cria.kernels.backend.cpu.math.ScalarExp;
import org.cria.kernels.backend.cpu.x86.CellKernels;

/**
 * Runs of cells that lie one after the other, as those of a text that was read at once do, are read where they are by machine code, up to
 * {@link CellKernels#MOST_HEADS} heads at a time. The bits are those of {@link DecodedAttention} with vectors of as many lanes.
 */
record AssembledAttention(CellKernels kernels) implements AttentionLoops {
    /** Of a call at most, which then takes some ten microseconds: no garbage collection can begin meanwhile. */
    private static final int CELLS = 256;

    /** Shorter runs are copied: a call takes the time of several cells. */
    private static final int FEWEST = 8;
    /** Cells that are copied for a call: with their scores they stay in the first-level cache. */
    private static final int COPIES = 64;

    @Override
    public void scores(
            CellRows keys,
            int column,
            int[] cells,
            int from,
            int to,
            Heads heads,
            float[] queries,
            float[] scores,
            int at,
            int stride,
            Scratch scratch) {
        for (int i = from, count; i < to; i += count) {
            CellKernels.Cells some = cells(keys, column, cells, i, to, heads.dims(), scratch);
            count = some.count();
            Tiles tiles = new Tiles(heads);
            for (int t = 0; t < tiles.count(); t++) {
                int head = tiles.head(t);
                kernels.scores(
                        some,
                        new CellKernels.Heads(queries, heads.at(head), tiles.stride()),
                        new CellKernels.Heads(scores, at + head * stride + i, tiles.step() * stride),
                        tiles.heads(t));
            }
        }
    }

    @Override
    public void addWeighted(
            CellRows values,
            int column,
            int[] cells,
            int from,
            int to,
            float[] weights,
            int at,
            int stride,
            Heads heads,
            float[] sums,
            Scratch scratch) {
        for (int i = from, count; i < to; i += count) {
            CellKernels.Cells some = cells(values, column, cells, i, to, heads.dims(), scratch);
            count = some.count();
            Tiles tiles = new Tiles(heads);
            for (int t = 0; t < tiles.count(); t++) {
                int head = tiles.head(t);
                kernels.addWeighted(
                        some,
                        new CellKernels.Heads(weights, at + head * stride + i, tiles.step() * stride),
                        new CellKernels.Heads(sums, heads.at(head), tiles.stride()),
                        tiles.heads(t));
            }
        }
    }

    /** How many cells from place {@code from} on lie one after the other in a page. */
    private static int run(int[] cells, int from, int to) {
        int first = cells[from];
        int most = Math.min(Math.min(CELLS, to - from), CellRows.PAGE_CELLS - first % CellRows.PAGE_CELLS);
        int count = 1;
        while (count < most && cells[from + count] == first + count) {
            count++;
        }
        return count;
    }

    /** The next cells for a call: where they are, or copied side by side where they lie apart. */
    private static CellKernels.Cells cells(
            CellRows rows, int column, int[] cells, int from, int to, int dims, Scratch scratch) {
        long start = rows.format().bytes(column);
        int together = run(cells, from, to);
        if (together >= FEWEST || from + together == to) {
            int cell = cells[from];
            long offset = rows.offset(cell) + start;
            return new CellKernels.Cells(rows.format(), rows.page(cell), offset, rows.rowBytes(), together, dims);
        }
        long bytes = rows.format().bytes(dims);
        MemorySegment copies = scratch.memory(COPIES * bytes);
        int count = 0;
        while (from + count < to && count < COPIES && (count < together || run(cells, from + count, to) < FEWEST)) {
            int cell = cells[from + count];
            MemorySegment.copy(rows.page(cell), rows.offset(cell) + start, copies, count * bytes, bytes);
            count++;
        }
        return new CellKernels.Cells(rows.format(), copies, 0, bytes, count, dims);
    }

    /** Heads that are taken together: those of a row, or the same one of several rows where a row has only some. */
    private record Tiles(Heads of) {
        private boolean withinRow() {
            return of.rows() == 1 || of.group() >= CellKernels.MOST_HEADS;
        }

        /** Tiles of a row, or of a head. */
        private int each() {
            return Math.ceilDiv(withinRow() ? of.group() : of.rows(), CellKernels.MOST_HEADS);
        }

        int count() {
            return each() * (withinRow() ? of.rows() : of.group());
        }

        /** The first head of a tile. */
        int head(int tile) {
            int first = tile % each() * CellKernels.MOST_HEADS;
            return withinRow() ? tile / each() * of.group() + first : first * of.group() + tile / each();
        }

        int heads(int tile) {
            int left = (withinRow() ? of.group() : of.rows()) - tile % each() * CellKernels.MOST_HEADS;
            return Math.min(CellKernels.MOST_HEADS, left);
        }

        /** From a tile's head to its next one, in heads. */
        int step() {
            return withinRow() ? 1 : of.group();
        }

        /** The same in values. */
        int stride() {
            return withinRow() ? of.dims() : of.rowStride();
        }
    }

    @Override
    public void softmax(float[] x, int start, int length, float scale, Scratch scratch) {
        int whole = CellKernels.whole(length);
        float[] lanes = scratch.largest();
        double[] sums = scratch.partialSums();
        float largest = Float.NEGATIVE_INFINITY;
        if (whole > 0) {
            kernels.scale(x, start, whole, scale, lanes);
            for (int i = 0; i < CellKernels.SOFTMAX_LANES; i++) {
                largest = Math.max(largest, lanes[i]);
            }
        }
        for (int i = start + whole; i < start + length; i++) {
            x[i] *= scale;
            largest = Math.max(largest, x[i]);
        }
        Arrays.fill(sums, 0);
        if (whole > 0) {
            kernels.exponentials(x, start, whole, largest, sums);
        }
        for (int i = start + whole; i < start + length; i++) {
            x[i] = ScalarExp.exp(x[i] - largest);
        }
        int summed = start + whole;
        if (length - whole >= 4) {
            for (int i = 0; i < 4; i++) {
                sums[i] += x[summed + i];
            }
            summed += 4;
        }
        DecodedAttention.divide(x, start, length, summed, sums);
    }
}
