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
        float[] tile = context.allocateFloatLocalArray(Staged.TILE);
        float[] squares = context.allocateFloatLocalArray(items);
        float[] firsts = context.allocateFloatLocalArray(items);
        float[] seconds = context.allocateFloatLocalArray(items);
        int item = context.localIdx;
        int lane = item % lanes;
        int row = (context.groupIdx * (items / lanes) + item / lanes) * ROWS_PER_LANE;
        int words = Encoded.words(columns, format);
        int at = (layer.get(0) * rows + row) * words;
        int own = layer.get(0) * stride;
        int gainAt = gain < 0 ? -1 : own + gain;
        int tokens = pass.get(count);
        for (int t = 0; t < tokens; t++) {
            float square = 0f;
            float first = 0f;
            float second = 0f;
            for (int start = 0; start < columns; start += Staged.TILE) {
                int length = Math.min(Staged.TILE, columns - start);
                square += Staged.bring(context, x, t * columns, vectors, gainAt, tile, start, length);
                context.localBarrier();
                if (row < rows) {
                    first += RowDot.part(w, at, tile, start, length, lane, lanes, tables, format);
                }
                if (row + 1 < rows) {
                    second += RowDot.part(w, at + words, tile, start, length, lane, lanes, tables, format);
                }
                context.localBarrier();
            }
            if (lanes > 1) {
                first = Staged.overLanes(context, firsts, first, lane, lanes);
                second = Staged.overLanes(context, seconds, second, lane, lanes);
            }
            if (gain >= 0) {
                float norm = Staged.norm(context, squares, square, vectors, gainAt, columns, items);
                first = first * norm;
                second = second * norm;
            }
            if (lane == 0 && row < rows) {
                put(out, t * rows + row, first, vectors, own + row, bias, add);
            }
            if (lane == 0 && row + 1 < rows) {
                put(out, t * rows + row + 1, second, vectors, own + row + 1, bias, add);
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
