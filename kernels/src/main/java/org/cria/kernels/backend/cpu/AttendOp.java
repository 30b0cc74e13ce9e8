package org.cria.kernels.backend.cpu;

import java.util.Arrays;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.program.Step;

/**
 * Attention of one row and one key head at a time: the query heads that share the key head are served together, so each
 * cached vector is decoded once. Cells are visited in the order of their positions, whatever their numbers.
 */
record AttendOp(CpuKvStore kv, Step.Attend step, Arithmetic arithmetic, Activation q, Activation out) implements Op {
    /** So many decoded heads stay in the first-level cache for all query heads that share them. */
    private static final int CELLS = 32;

    @Override
    public int tasks(ForwardPass pass) {
        return pass.batch().rows() * step.kvHeads();
    }

    @Override
    public void run(ForwardPass pass, int task, Scratch scratch) {
        Batch batch = pass.batch();
        int row = task / step.kvHeads();
        int kvHead = task % step.kvHeads();
        int dims = step.headDims();
        int group = step.heads() / step.kvHeads();
        int first = row * q.columns() + kvHead * group * dims;
        int[] cells = batch.cells().get(batch.sequences()[row]);
        int visible = batch.positions()[row] + 1;
        float[] scores = scratch.scores(group * visible);
        CellRows keys = kv.keys(step.layer());
        CellRows values = kv.values(step.layer());
        int stride = Math.max(keys.scratch(dims), values.scratch(dims));
        float[] cached = scratch.weights(CELLS * stride);
        for (int from = 0; from < visible; from += CELLS) {
            int count = Math.min(CELLS, visible - from);
            int at = read(keys, cells, from, count, kvHead * dims, dims, cached, stride);
            for (int g = 0; g < group; g++) {
                arithmetic.dots(
                        q.values(), first + g * dims, dims, cached, at, stride, count, scores, g * visible + from);
            }
        }
        for (int g = 0; g < group; g++) {
            softmax(scores, g * visible, visible);
        }
        float[] result = out.values();
        Arrays.fill(result, first, first + group * dims, 0f);
        for (int from = 0; from < visible; from += CELLS) {
            int count = Math.min(CELLS, visible - from);
            int at = read(values, cells, from, count, kvHead * dims, dims, cached, stride);
            for (int g = 0; g < group; g++) {
                arithmetic.addWeighted(
                        scores, g * visible + from, count, cached, at, stride, result, first + g * dims, dims);
            }
        }
    }

    /** Decodes a head of some cells, one each {@code stride}; returns where in {@code cached} the first one begins. */
    private static int read(
            CellRows rows, int[] cells, int from, int count, int column, int dims, float[] cached, int stride) {
        int at = 0;
        for (int i = 0; i < count; i++) {
            at = rows.read(cells[from + i], column, dims, cached, i * stride);
        }
        return at;
    }

    private void softmax(float[] scores, int start, int length) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = start; i < start + length; i++) {
            scores[i] *= step.scale();
            largest = Math.max(largest, scores[i]);
        }
        arithmetic.exponentials(scores, largest, start, start + length);
        // Four sums, since one would wait for itself in every addition.
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int bound = start + length - length % 4;
        for (int i = start; i < bound; i += 4) {
            a += scores[i];
            b += scores[i + 1];
            c += scores[i + 2];
            d += scores[i + 3];
        }
        for (int i = bound; i < start + length; i++) {
            a += scores[i];
        }
        float scale = (float) (1 / (a + b + (c + d)));
        for (int i = start; i < start + length; i++) {
            scores[i] *= scale;
        }
    }
}
