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
     * @param groupShape lanes, 12 bits of work-items and 12 bits of a sixteenth of the tile: a task takes 20 arguments at most
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
        int lanes = groupShape >> 24;
        int items = (groupShape >> 12) & 0xFFF;
        int tileSize = (groupShape & 0xFFF) * 16;
        float[] tile = context.allocateFloatLocalArray((groupShape & 0xFFF) * 16);
        float[] squares = context.allocateFloatLocalArray((groupShape >> 12) & 0xFFF);
        float[] sums = context.allocateFloatLocalArray((groupShape >> 12) & 0xFFF);
        int item = context.localIdx;
        int lane = item % lanes;
        int row = context.groupIdx * (items / lanes) + item / lanes;
        int own = layer.get(0) * stride;
        int gainAt = own + gain;
        int tokens = pass.get(Pass.ROWS);
        for (int t = 0; t < tokens; t++) {
            float square = 0f;
            float sum = 0f;
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
                if (row < queryRows) {
                    int format = formats & 0xFF;
                    int at = (layer.get(0) * queryRows + row) * Encoded.words(columns, format);
                    for (int run = lane; run < runs; run += lanes) {
                        float part = 0f;
                        float plain = 0f;
                        for (int i = 0; i < Encoded.RUN; i++) {
                            float value = tile[run * Encoded.RUN + i];
                            part += Encoded.quant(wq, at, firstRun + run, i, tables, format) * value;
                            plain += value;
                        }
                        sum += Encoded.scaled(wq, at, firstRun + run, part, plain, tables, format);
                    }
                    for (int i = runs * Encoded.RUN + lane; i < length; i += lanes) {
                        sum += Encoded.quant(wq, at, firstRun + runs, i % Encoded.RUN, tables, format) * tile[i];
                    }
                } else if (row < queryRows + keyRows) {
                    int format = (formats >> 8) & 0xFF;
                    int at = (layer.get(0) * keyRows + row - queryRows) * Encoded.words(columns, format);
                    for (int run = lane; run < runs; run += lanes) {
                        float part = 0f;
                        float plain = 0f;
                        for (int i = 0; i < Encoded.RUN; i++) {
                            float value = tile[run * Encoded.RUN + i];
                            part += Encoded.quant(wk, at, firstRun + run, i, tables, format) * value;
                            plain += value;
                        }
                        sum += Encoded.scaled(wk, at, firstRun + run, part, plain, tables, format);
                    }
                    for (int i = runs * Encoded.RUN + lane; i < length; i += lanes) {
                        sum += Encoded.quant(wk, at, firstRun + runs, i % Encoded.RUN, tables, format) * tile[i];
                    }
                } else if (row < queryRows + 2 * keyRows) {
                    int format = (formats >> 16) & 0xFF;
                    int at = (layer.get(0) * keyRows + row - queryRows - keyRows) * Encoded.words(columns, format);
                    for (int run = lane; run < runs; run += lanes) {
                        float part = 0f;
                        float plain = 0f;
                        for (int i = 0; i < Encoded.RUN; i++) {
                            float value = tile[run * Encoded.RUN + i];
                            part += Encoded.quant(wv, at, firstRun + run, i, tables, format) * value;
                            plain += value;
                        }
                        sum += Encoded.scaled(wv, at, firstRun + run, part, plain, tables, format);
                    }
                    for (int i = runs * Encoded.RUN + lane; i < length; i += lanes) {
                        sum += Encoded.quant(wv, at, firstRun + runs, i % Encoded.RUN, tables, format) * tile[i];
                    }
                }
                context.localBarrier();
            }
            if (gain >= 0) {
                squares[item] = square;
                context.localBarrier();
                float total = 0f;
                for (int i = 0; i < items; i++) {
                    total += squares[i];
                }
                sum = sum * Staged.norm(total, columns, vectors, gainAt);
            }
            if (lanes > 1) {
                sums[item] = sum;
                context.localBarrier();
                sum = 0f;
                for (int i = 0; i < lanes; i++) {
                    sum += sums[item - lane + i];
                }
            }
            if (lane == 0 && row < queryRows + 2 * keyRows) {
                float result = bias < 0 ? sum : sum + vectors.get(own + bias + row);
                if (row < queryRows) {
                    q.set(t * queryRows + row, result);
                } else if (row < queryRows + keyRows) {
                    k.set(t * keyRows + row - queryRows, result);
                } else {
                    v.set(t * keyRows + row - queryRows - keyRows, result);
                }
            }
        }
    }
}
