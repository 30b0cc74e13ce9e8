package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.ShortArray;

/** Matrix times vector: {@code out[t, r] = Σ_c w[r, c] · x[t, c]}, for few rows of activations. */
public final class Product {
    /** Weight rows of one lane. */
    public static final int ROWS_PER_LANE = 2;

    private Product() {}

    /**
     * Two weight rows per {@code lanes} work-items; the group brings the activations to local memory. With a gain it multiplies
     * the normalised activations, and every group computes the norm for itself: cheaper than a launch.
     *
     * @param x [tokens, columns]
     * @param vectors of each layer: gains with an epsilon behind them, biases
     * @param w [layers, rows, columns] in {@code format}
     * @param out [tokens, rows] overwritten, or added to
     * @param count {@link Pass#ROWS} or {@link Pass#OUTPUTS}
     * @param gain where a layer's gains begin in its vectors, -1 without norm
     * @param bias where its biases begin, -1 without
     * @param stride numbers of a layer's vectors
     * @param add 1 to add to {@code out}
     * @param lanes work-items that share a row
     * @param items of a group
     * @param tileSize activations brought at a time, a multiple of 16
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
            int items,
            int tileSize) {
        float[] tile = context.allocateFloatLocalArray(tileSize);
        float[] squares = context.allocateFloatLocalArray(items);
        float[] sums = context.allocateFloatLocalArray(items);
        float[] nextSums = context.allocateFloatLocalArray(items);
        int item = context.localIdx;
        int lane = item % lanes;
        int row = (context.groupIdx * (items / lanes) + item / lanes) * ROWS_PER_LANE;
        int words = Encoded.words(columns, format);
        // Beyond the last row the last one is computed again, and not stored: no branch in the loop.
        int at = (layer.get(0) * rows + Math.min(row, rows - 1)) * words;
        int nextAt = (layer.get(0) * rows + Math.min(row + 1, rows - 1)) * words;
        int own = layer.get(0) * stride;
        int gainAt = own + gain;
        int tokens = pass.get(count);
        for (int t = 0; t < tokens; t++) {
            float square = 0f;
            float sum = 0f;
            float nextSum = 0f;
            for (int start = 0; start < columns; start += tileSize) {
                int length = Math.min(tileSize, columns - start);
                for (int i = item; i < length; i += items) {
                    float value = x.get(t * columns + start + i);
                    square += value * value;
                    tile[i] = gain < 0 ? value : value * vectors.get(gainAt + start + i);
                }
                context.localBarrier();
                int firstRun = start / Encoded.RUN;
                int runs = length / Encoded.RUN;
                for (int run = lane; run < runs; run += lanes) {
                    float part = 0f;
                    float nextPart = 0f;
                    float plain = 0f;
                    for (int i = 0; i < Encoded.RUN; i++) {
                        float value = tile[run * Encoded.RUN + i];
                        part += Encoded.quant(w, at, firstRun + run, i, tables, format) * value;
                        nextPart += Encoded.quant(w, nextAt, firstRun + run, i, tables, format) * value;
                        plain += value;
                    }
                    sum += Encoded.scaled(w, at, firstRun + run, part, plain, tables, format);
                    nextSum += Encoded.scaled(w, nextAt, firstRun + run, nextPart, plain, tables, format);
                }
                for (int i = runs * Encoded.RUN + lane; i < length; i += lanes) { // only in formats without blocks
                    sum += Encoded.quant(w, at, firstRun + runs, i % Encoded.RUN, tables, format) * tile[i];
                    nextSum += Encoded.quant(w, nextAt, firstRun + runs, i % Encoded.RUN, tables, format) * tile[i];
                }
                context.localBarrier();
            }
            float norm = 1f;
            if (gain >= 0) {
                squares[item] = square;
                context.localBarrier();
                float total = 0f;
                for (int i = 0; i < items; i++) {
                    total += squares[i];
                }
                norm = Staged.norm(total, columns, vectors, gainAt);
            }
            if (lanes > 1) {
                sums[item] = sum;
                nextSums[item] = nextSum;
                context.localBarrier();
                sum = 0f;
                nextSum = 0f;
                for (int i = 0; i < lanes; i++) {
                    sum += sums[item - lane + i];
                    nextSum += nextSums[item - lane + i];
                }
            }
            if (lane == 0 && row < rows) {
                put(out, t * rows + row, sum * norm, vectors, own + row, bias, add);
            }
            if (lane == 0 && row + 1 < rows) {
                put(out, t * rows + row + 1, nextSum * norm, vectors, own + row + 1, bias, add);
            }
        }
    }

    private static void put(FloatArray out, int at, float value, FloatArray vectors, int own, int bias, int add) {
        float result = value;
        if (bias >= 0) {
            result += vectors.get(own + bias);
        }
        if (add == 1) {
            result += out.get(at);
        }
        out.set(at, result);
    }
}
