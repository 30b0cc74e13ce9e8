package org.cria.kernels.backend.cpu;

import java.util.Arrays;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.program.Step;

/**
 * Attention of a key head and some rows at a time: all query heads that share the key head are served together, so each cached vector is read
 * once. Cells are visited in the order of their positions, whatever their numbers.
 */
record AttendOp(
        CpuKvStore kv, Step.Attend step, AttentionLoops loops, Arithmetic arithmetic, Activation q, Activation out)
        implements Op {
    /** Rows of a prompt that are taken together: their scores of a few thousand cells stay in the second-level cache. */
    private static final int ROWS = 4;
    /** With fewer rows in a pass all threads would not find work. */
    private static final int FEWEST_ROWS = 16;

    private static int together(ForwardPass pass) {
        return pass.batch().rows() < FEWEST_ROWS ? 1 : ROWS;
    }

    @Override
    public int tasks(ForwardPass pass) {
        return Math.ceilDiv(pass.batch().rows(), together(pass)) * step.kvHeads();
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        Batch batch = pass.batch();
        int first = task / step.kvHeads() * together(pass);
        int last = Math.min(first + together(pass), batch.rows());
        for (int row = first, next; row < last; row = next) {
            next = row + 1;
            while (next < last && batch.sequences()[next] == batch.sequences()[row]) {
                next++;
            }
            int[] cells = pass.cells(batch.sequences()[row], kv.windowed(step.layer()));
            attend(batch, cells, row, next, task % step.kvHeads(), scratch);
        }
    }

    /** The positions that a row sees begin here. */
    private int begin(int position) {
        return step.window() == 0 ? 0 : Math.max(0, position + 1 - step.window());
    }

    /**
     * Rows of one sequence: the cells that all of them see are read for all at once; for each row those that it sees before these, and those
     * after them.
     */
    private void attend(Batch batch, int[] cells, int firstRow, int lastRow, int kvHead, Scratch scratch) {
        int[] positions = batch.positions();
        int base = Integer.MAX_VALUE;
        int latest = 0;
        int least = Integer.MAX_VALUE;
        int most = 0;
        for (int row = firstRow; row < lastRow; row++) {
            base = Math.min(base, begin(positions[row]));
            latest = Math.max(latest, begin(positions[row]));
            least = Math.min(least, positions[row] + 1);
            most = Math.max(most, positions[row] + 1);
        }
        if (latest < least) {
            attend(new Some(batch, cells, firstRow, lastRow - firstRow, base, latest, least, most), kvHead, scratch);
        } else {
            for (int row = firstRow; row < lastRow; row++) {
                attend(batch, cells, row, row + 1, kvHead, scratch);
            }
        }
    }

    /**
     * Rows of one sequence.
     *
     * @param cells where the layer keeps each position
     * @param base the earliest position that one of them sees
     * @param from the first that all of them see
     * @param to the first after these
     * @param most the first that none of them sees
     */
    @SuppressWarnings("ArrayRecordComponent") // borrowed for one pass, compared by nobody
    private record Some(Batch batch, int[] cells, int first, int rows, int base, int from, int to, int most) {
        int position(int row) {
            return batch.positions()[first + row];
        }

        /** Numbers of a head's scores. */
        int span() {
            return most - base;
        }
    }

    private void attend(Some some, int kvHead, Scratch scratch) {
        int dims = step.headDims();
        int group = step.heads() / step.kvHeads();
        Heads heads = new Heads(some.first * q.columns() + kvHead * group * dims, some.rows, q.columns(), group, dims);
        int span = some.span();
        float[] scores = scratch.scores(some.rows * group * span);
        score(some, heads, kvHead * dims, scores, scratch);
        for (int r = 0; r < some.rows; r++) {
            int begin = begin(some.position(r));
            int visible = some.position(r) + 1 - begin;
            for (int g = 0; g < group; g++) {
                int at = (r * group + g) * span + begin - some.base;
                float scale = capped(scores, at, visible);
                loops.softmax(scores, at, visible, scale, scratch);
                int head = heads.at(r * group + g);
                Arrays.fill(out.values(), head, head + dims, 0f);
            }
        }
        sum(some, heads, kvHead * dims, scores, scratch);
    }

    /** Scales and caps scores where they are capped; returns what is left to scale them by. */
    private float capped(float[] scores, int start, int length) {
        if (step.softCap() == 0) {
            return step.scale();
        }
        for (int i = start; i < start + length; i++) {
            scores[i] *= step.scale();
        }
        arithmetic.softCap(scores, step.softCap(), start, start + length);
        return 1;
    }

    private void score(Some some, Heads heads, int column, float[] scores, Scratch scratch) {
        CellRows keys = kv.keys(step.layer());
        int[] cells = some.cells();
        int span = some.span();
        float[] x = q.values();
        loops.scores(keys, column, cells, some.from, some.to, heads, x, scores, -some.base, span, scratch);
        for (int r = 0; r < some.rows; r++) {
            int at = r * heads.group() * span - some.base;
            int begin = begin(some.position(r));
            int end = some.position(r) + 1;
            if (begin < some.from) {
                loops.scores(keys, column, cells, begin, some.from, heads.row(r), x, scores, at, span, scratch);
            }
            if (end > some.to) {
                loops.scores(keys, column, cells, some.to, end, heads.row(r), x, scores, at, span, scratch);
            }
        }
    }

    /** In the order of positions for each row, so that sums do not depend on which rows are taken together. */
    private void sum(Some some, Heads heads, int column, float[] scores, Scratch scratch) {
        CellRows values = kv.values(step.layer());
        int[] cells = some.cells();
        int span = some.span();
        float[] y = out.values();
        for (int r = 0; r < some.rows; r++) {
            int at = r * heads.group() * span - some.base;
            int begin = begin(some.position(r));
            if (begin < some.from) {
                loops.addWeighted(values, column, cells, begin, some.from, scores, at, span, heads.row(r), y, scratch);
            }
        }
        loops.addWeighted(values, column, cells, some.from, some.to, scores, -some.base, span, heads, y, scratch);
        for (int r = 0; r < some.rows; r++) {
            int at = r * heads.group() * span - some.base;
            int end = some.position(r) + 1;
            if (end > some.to) {
                loops.addWeighted(values, column, cells, some.to, end, scores, at, span, heads.row(r), y, scratch);
            }
        }
    }
}
