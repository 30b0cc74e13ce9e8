package org.cria.kernels.backend.cpu;

import java.util.Arrays;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.program.Step;

/**
 * Attention of a key head and some rows at a time: all query heads that share the key head are served together, so each cached vector is read
 * once. Cells are visited in the order of their positions, whatever their numbers.
 */
record AttendOp(CpuKvStore kv, Step.Attend step, AttentionLoops loops, Activation q, Activation out) implements Op {
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
            attend(batch, row, next, task % step.kvHeads(), scratch);
        }
    }

    /** Rows of one sequence: the cells that all of them see are read for all at once, then for each row the ones that it sees besides. */
    private void attend(Batch batch, int firstRow, int lastRow, int kvHead, Scratch scratch) {
        int rows = lastRow - firstRow;
        int dims = step.headDims();
        int group = step.heads() / step.kvHeads();
        int start = firstRow * q.columns() + kvHead * group * dims;
        Heads heads = new Heads(start, rows, q.columns(), group, dims);
        int[] cells = batch.cells().get(batch.sequences()[firstRow]);
        int[] positions = batch.positions();
        int least = Integer.MAX_VALUE;
        int most = 0;
        for (int row = firstRow; row < lastRow; row++) {
            least = Math.min(least, positions[row] + 1);
            most = Math.max(most, positions[row] + 1);
        }
        float[] scores = scratch.scores(rows * group * most);
        CellRows keys = kv.keys(step.layer());
        CellRows values = kv.values(step.layer());
        int column = kvHead * dims;
        loops.scores(keys, column, cells, 0, least, heads, q.values(), scores, 0, most, scratch);
        for (int r = 0; r < rows; r++) {
            int at = r * group * most;
            int visible = positions[firstRow + r] + 1;
            if (visible > least) {
                loops.scores(keys, column, cells, least, visible, heads.row(r), q.values(), scores, at, most, scratch);
            }
            for (int g = 0; g < group; g++) {
                loops.softmax(scores, at + g * most, visible, step.scale(), scratch);
                int head = heads.at(r * group + g);
                Arrays.fill(out.values(), head, head + dims, 0f);
            }
        }
        loops.addWeighted(values, column, cells, 0, least, scores, 0, most, heads, out.values(), scratch);
        for (int r = 0; r < rows; r++) {
            int at = r * group * most;
            int visible = positions[firstRow + r] + 1;
            if (visible > least) {
                loops.addWeighted(
                        values, column, cells, least, visible, scores, at, most, heads.row(r), out.values(), scratch);
            }
        }
    }
}
