package org.cria.kernels.backend.cpu;

import java.util.Arrays;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.program.Step;

/**
 * Attention of one row and one key head at a time: the query heads that share the key head are served together, so each
 * cached vector is decoded once. Cells are visited in the order of their positions, whatever their numbers.
 */
record AttendOp(CpuKvStore kv, Step.Attend step, Arithmetic arithmetic, Activation q, Activation out) implements Op {
    @Override
    public int tasks(Pass pass) {
        return pass.batch().rows() * step.kvHeads();
    }

    @Override
    public void run(Pass pass, int task, Scratch scratch) {
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
        float[] cached = scratch.weights(Math.max(keys.scratch(dims), values.scratch(dims)));
        for (int i = 0; i < visible; i++) {
            int at = keys.read(cells[i], kvHead * dims, dims, cached);
            for (int g = 0; g < group; g++) {
                scores[g * visible + i] = arithmetic.dot(q.values(), first + g * dims, cached, at, dims) * step.scale();
            }
        }
        for (int g = 0; g < group; g++) {
            softmax(scores, g * visible, visible);
        }
        float[] result = out.values();
        Arrays.fill(result, first, first + group * dims, 0f);
        for (int i = 0; i < visible; i++) {
            int at = values.read(cells[i], kvHead * dims, dims, cached);
            for (int g = 0; g < group; g++) {
                arithmetic.addScaled(scores[g * visible + i], cached, at, result, first + g * dims, dims);
            }
        }
    }

    private void softmax(float[] scores, int start, int length) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = start; i < start + length; i++) {
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
