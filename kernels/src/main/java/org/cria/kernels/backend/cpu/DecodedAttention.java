package org.cria.kernels.backend.cpu;

/** Some cells at a time are decoded to floats, for all heads. */
record DecodedAttention(Arithmetic arithmetic) implements AttentionLoops {
    /** So many decoded heads stay in the first-level cache for all query heads that share them. */
    private static final int CELLS = 32;

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
        int dims = heads.dims();
        int cellStride = keys.scratch(dims);
        float[] decoded = scratch.weights(CELLS * cellStride);
        for (int i = from; i < to; i += CELLS) {
            int count = Math.min(CELLS, to - i);
            int first = decode(keys, column, cells, i, count, dims, decoded, cellStride);
            for (int h = 0; h < heads.count(); h++) {
                arithmetic.dots(
                        queries, heads.at(h), dims, decoded, first, cellStride, count, scores, at + h * stride + i);
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
        int dims = heads.dims();
        int cellStride = values.scratch(dims);
        float[] decoded = scratch.weights(CELLS * cellStride);
        for (int i = from; i < to; i += CELLS) {
            int count = Math.min(CELLS, to - i);
            int first = decode(values, column, cells, i, count, dims, decoded, cellStride);
            for (int h = 0; h < heads.count(); h++) {
                arithmetic.addWeighted(
                        weights, at + h * stride + i, count, decoded, first, cellStride, sums, heads.at(h), dims);
            }
        }
    }

    /** Decodes a head of some cells, one each {@code stride}; returns where in {@code decoded} the first one begins. */
    private static int decode(
            CellRows rows, int column, int[] cells, int from, int count, int dims, float[] decoded, int stride) {
        int first = 0;
        for (int i = 0; i < count; i++) {
            first = rows.read(cells[from + i], column, dims, decoded, i * stride);
        }
        return first;
    }

    @Override
    public void softmax(float[] x, int start, int length, float scale, Scratch scratch) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = start; i < start + length; i++) {
            x[i] *= scale;
            largest = Math.max(largest, x[i]);
        }
        arithmetic.exponentials(x, largest, start, start + length);
        double[] sums = scratch.partialSums();
        // Four sums, since one would wait for itself in every addition.
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int bound = start + length - length % 4;
        for (int i = start; i < bound; i += 4) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
        }
        sums[0] = a;
        sums[1] = b;
        sums[2] = c;
        sums[3] = d;
        divide(x, start, length, bound, sums);
    }

    /** Divides by the sum: four partial ones, and the numbers from {@code summed} on that are in none of them yet. */
    static void divide(float[] x, int start, int length, int summed, double[] sums) {
        double a = sums[0];
        for (int i = summed; i < start + length; i++) {
            a += x[i];
        }
        float factor = (float) (1 / (a + sums[1] + (sums[2] + sums[3])));
        for (int i = start; i < start + length; i++) {
            x[i] *= factor;
        }
    }
}
