package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.ShortArray;

/** Matrix times vector: {@code out[r] = Σ_c w[r, c] · x[c]}, for one token. */
public final class Product {
    /** Weight rows of one lane: the activations of four rows are read once. */
    public static final int ROWS_PER_LANE = 4;

    private Product() {}

    /**
     * Four weight rows per {@code lanes} work-items, which share the runs of each row. With a gain it multiplies the normalised
     * activations, and every group computes the norm for itself: cheaper than a launch.
     *
     * @param x [1, columns]
     * @param vectors of each layer: gains with an epsilon behind them, biases
     * @param w [layers, rows, columns] in {@code format}
     * @param out [1, rows] overwritten, or added to
     * @param count {@link Pass#ROWS} or {@link Pass#OUTPUTS}
     * @param gain where a layer's gains begin in its vectors, -1 without norm
     * @param bias where its biases begin, -1 without
     * @param stride numbers of a layer's vectors
     * @param add 1 to add to {@code out}
     * @param lanes work-items that share a row
     * @param items of a group
     */
    public static void multiply(
            KernelContext context,
            IntArray pass,
            IntArray layer,
            FloatArray x,
            FloatArray vectors,
            ShortArray w,
            FloatArray tables,
            FloatArray out,
            int count,
            int columns,
            int rows,
            int format,
            int gain,
            int bias,
            int stride,
            int add,
            int lanes,
            int items) {
        float[] shared = context.allocateFloatLocalArray(items * ROWS_PER_LANE);
        int item = context.localIdx;
        int lane = item % lanes;
        int row = (context.groupIdx * (items / lanes) + item / lanes) * ROWS_PER_LANE;
        // Beyond the last row the last one is computed again, and not stored: no branch in the loop.
        int first = layer.get(0) * rows;
        int words = Encoded.words(columns, format);
        int at0 = (first + Math.min(row, rows - 1)) * words;
        int at1 = (first + Math.min(row + 1, rows - 1)) * words;
        int at2 = (first + Math.min(row + 2, rows - 1)) * words;
        int at3 = (first + Math.min(row + 3, rows - 1)) * words;
        int own = layer.get(0) * stride;
        int gainAt = own + gain;
        int runs = columns / Encoded.RUN;
        float norm = 1f;
        if (gain >= 0) {
            float square = 0f;
            for (int i = item; i < columns; i += items) {
                square += x.get(i) * x.get(i);
            }
            shared[item] = square;
            context.localBarrier();
            float total = 0f;
            for (int i = 0; i < items; i++) {
                total += shared[i];
            }
            norm = Norm.scale(total, columns, vectors, gainAt);
            context.localBarrier();
        }
        float sum0 = 0f;
        float sum1 = 0f;
        float sum2 = 0f;
        float sum3 = 0f;
        for (int run = lane; run < runs; run += lanes) {
            float part0 = 0f;
            float part1 = 0f;
            float part2 = 0f;
            float part3 = 0f;
            float plain = 0f;
            for (int pair = 0; pair < Encoded.RUN / 2; pair++) {
                int c = run * Encoded.RUN + 2 * pair;
                float even = Norm.weighted(x, c, vectors, gainAt, gain);
                float odd = Norm.weighted(x, c + 1, vectors, gainAt, gain);
                if (Encoded.hasMinimum(format)) { // a sum that nobody needs costs a third of the speed on PoCL
                    plain += even + odd;
                }
                part0 += Encoded.products(w, at0, run, pair, even, odd, tables, format);
                part1 += Encoded.products(w, at1, run, pair, even, odd, tables, format);
                part2 += Encoded.products(w, at2, run, pair, even, odd, tables, format);
                part3 += Encoded.products(w, at3, run, pair, even, odd, tables, format);
            }
            sum0 += Encoded.scaled(w, at0, run, part0, plain, tables, format);
            sum1 += Encoded.scaled(w, at1, run, part1, plain, tables, format);
            sum2 += Encoded.scaled(w, at2, run, part2, plain, tables, format);
            sum3 += Encoded.scaled(w, at3, run, part3, plain, tables, format);
        }
        int rest = Encoded.isLoose(format) ? columns : 0;
        for (int c = runs * Encoded.RUN + lane; c < rest; c += lanes) {
            float value = Norm.weighted(x, c, vectors, gainAt, gain);
            sum0 += Encoded.single(w, at0, c, tables, format) * value;
            sum1 += Encoded.single(w, at1, c, tables, format) * value;
            sum2 += Encoded.single(w, at2, c, tables, format) * value;
            sum3 += Encoded.single(w, at3, c, tables, format) * value;
        }
        if (lanes > 1) {
            shared[item] = sum0;
            shared[items + item] = sum1;
            shared[2 * items + item] = sum2;
            shared[3 * items + item] = sum3;
            context.localBarrier();
            sum0 = 0f;
            sum1 = 0f;
            sum2 = 0f;
            sum3 = 0f;
            for (int i = 0; i < lanes; i++) {
                sum0 += shared[item - lane + i];
                sum1 += shared[items + item - lane + i];
                sum2 += shared[2 * items + item - lane + i];
                sum3 += shared[3 * items + item - lane + i];
            }
        }
        if (lane == 0 && pass.get(count) > 0) {
            put(out, row, rows, sum0 * norm, vectors, own, bias, add);
            put(out, row + 1, rows, sum1 * norm, vectors, own, bias, add);
            put(out, row + 2, rows, sum2 * norm, vectors, own, bias, add);
            put(out, row + 3, rows, sum3 * norm, vectors, own, bias, add);
        }
    }

    private static void put(
            FloatArray out, int row, int rows, float value, FloatArray vectors, int own, int bias, int add) {
        if (row < rows) {
            float result = value;
            if (bias >= 0) {
                result += vectors.get(own + bias + row);
            }
            if (add == 1) {
                result += out.get(row);
            }
            out.set(row, result);
        }
    }
}
