package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.ShortArray;

/** Queries, keys and values of the same activations in one launch, as {@link Product} goes about each. */
public final class QkvProduct {
    /** Weight rows of one lane. */
    public static final int ROWS_PER_LANE = 1;

    private QkvProduct() {}

    /**
     * A weight row per {@code lanes} work-items: first those of the queries, then of the keys, then of the values.
     *
     * @param x [tokens, columns]
     * @param wq [layers, query rows, columns] as many rows as {@code q} has columns
     * @param wk [layers, key rows, columns]
     * @param wv [layers, key rows, columns]
     * @param q [tokens, query rows] overwritten
     * @param k [tokens, key rows] overwritten
     * @param v [tokens, key rows] overwritten
     * @param formats of wq, wk and wv, 8 bits each from the lowest
     * @param gain where a layer's gains begin in its vectors, -1 without norm
     * @param bias where its biases begin, of q, k and v one after the other, -1 without
     * @param stride numbers of a layer's vectors
     */
    public static void multiply(
            KernelContext context,
            IntArray pass,
            IntArray layer,
            FloatArray x,
            FloatArray vectors,
            ShortArray wq,
            ShortArray wk,
            ShortArray wv,
            FloatArray tables,
            FloatArray q,
            FloatArray k,
            FloatArray v,
            int columns,
            int queryRows,
            int keyRows,
            int formats,
            int gain,
            int bias,
            int stride,
            int groupShape) {
        int lanes = groupShape >> 16;
        int items = groupShape & 0xFFFF;
        float[] tile = context.allocateFloatLocalArray(Staged.TILE);
        float[] squares = context.allocateFloatLocalArray(groupShape & 0xFFFF);
        float[] sums = context.allocateFloatLocalArray(groupShape & 0xFFFF);
        int item = context.localIdx;
        int lane = item % lanes;
        int row = context.groupIdx * (items / lanes) + item / lanes;
        int own = layer.get(0) * stride;
        int gainAt = gain < 0 ? -1 : own + gain;
        int tokens = pass.get(Pass.ROWS);
        for (int t = 0; t < tokens; t++) {
            float square = 0f;
            float sum = 0f;
            for (int start = 0; start < columns; start += Staged.TILE) {
                int length = Math.min(Staged.TILE, columns - start);
                square += Staged.bring(context, x, t * columns, vectors, gainAt, tile, start, length);
                context.localBarrier();
                if (row < queryRows) {
                    int format = formats & 0xFF;
                    int at = (layer.get(0) * queryRows + row) * Encoded.words(columns, format);
                    sum += RowDot.part(wq, at, tile, start, length, lane, lanes, tables, format);
                } else if (row < queryRows + keyRows) {
                    int format = (formats >> 8) & 0xFF;
                    int at = (layer.get(0) * keyRows + row - queryRows) * Encoded.words(columns, format);
                    sum += RowDot.part(wk, at, tile, start, length, lane, lanes, tables, format);
                } else if (row < queryRows + 2 * keyRows) {
                    int format = (formats >> 16) & 0xFF;
                    int at = (layer.get(0) * keyRows + row - queryRows - keyRows) * Encoded.words(columns, format);
                    sum += RowDot.part(wv, at, tile, start, length, lane, lanes, tables, format);
                }
                context.localBarrier();
            }
            if (lanes > 1) {
                sum = Staged.overLanes(context, sums, sum, lane, lanes);
            }
            if (gain >= 0) {
                sum = sum * Staged.norm(context, squares, square, vectors, gainAt, columns, items);
            }
            if (lane == 0 && row < queryRows + 2 * keyRows) {
                if (bias >= 0) {
                    sum += vectors.get(own + bias + row);
                }
                if (row < queryRows) {
                    q.set(t * queryRows + row, sum);
                } else if (row < queryRows + keyRows) {
                    k.set(t * keyRows + row - queryRows, sum);
                } else {
                    v.set(t * keyRows + row - queryRows - keyRows, sum);
                }
            }
        }
    }
}
