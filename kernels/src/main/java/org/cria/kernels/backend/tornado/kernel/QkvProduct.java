package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.ShortArray;

/** Queries, keys and values of the same activations in one launch, as {@link Product} goes about each. */
public final class QkvProduct {
    /** Weight rows of one lane, all of one matrix. */
    public static final int ROWS_PER_LANE = 2;

    private QkvProduct() {}

    /**
     * Two weight rows per {@code lanes} work-items: first those of the queries, then of the keys, then of the values.
     *
     * @param x [1, columns]
     * @param wq [layers, query rows, columns] as many rows as {@code q} has columns
     * @param wk [layers, key rows, columns]
     * @param wv [layers, key rows, columns]
     * @param q [1, query rows] overwritten
     * @param k [1, key rows] overwritten
     * @param v [1, key rows] overwritten
     * @param formats of wq, wk and wv, 8 bits each from the lowest
     * @param gain where a layer's gains begin in its vectors, -1 without norm
     * @param bias where its biases begin, of q, k and v one after the other, -1 without
     * @param stride numbers of a layer's vectors
     * @param group work-items of a group and, 16 bits up, those that share a row: a task takes 20 arguments at most
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
            int group) {
        int lanes = group >> 16;
        int items = group & 0xFFFF;
        float[] shared = context.allocateFloatLocalArray((group & 0xFFFF) * ROWS_PER_LANE);
        int item = context.localIdx;
        int lane = item % lanes;
        int unit = context.groupIdx * (items / lanes) + item / lanes;
        int queryUnits = units(queryRows);
        int keyUnits = units(keyRows);
        int matrix = unit < queryUnits ? 0 : unit < queryUnits + keyUnits ? 1 : 2;
        int row = (matrix == 0 ? unit : matrix == 1 ? unit - queryUnits : unit - queryUnits - keyUnits) * ROWS_PER_LANE;
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
        if (matrix == 0) {
            int format = formats & 0xFF;
            int at0 = (layer.get(0) * queryRows + row) * Encoded.words(columns, format);
            int at1 = (layer.get(0) * queryRows + Math.min(row + 1, queryRows - 1)) * Encoded.words(columns, format);
            for (int run = lane; run < runs; run += lanes) {
                float part0 = 0f;
                float part1 = 0f;
                float plain = 0f;
                for (int pair = 0; pair < Encoded.RUN / 2; pair++) {
                    int c = run * Encoded.RUN + 2 * pair;
                    float even = Norm.weighted(x, c, vectors, gainAt, gain);
                    float odd = Norm.weighted(x, c + 1, vectors, gainAt, gain);
                    if (Encoded.hasMinimum(format)) {
                        plain += even + odd;
                    }
                    part0 += Encoded.products(wq, at0, run, pair, even, odd, tables, format);
                    part1 += Encoded.products(wq, at1, run, pair, even, odd, tables, format);
                }
                sum0 += Encoded.scaled(wq, at0, run, part0, plain, tables, format);
                sum1 += Encoded.scaled(wq, at1, run, part1, plain, tables, format);
            }
            int rest = Encoded.isLoose(format) ? columns : 0;
            for (int c = runs * Encoded.RUN + lane; c < rest; c += lanes) {
                float value = Norm.weighted(x, c, vectors, gainAt, gain);
                sum0 += Encoded.single(wq, at0, c, tables, format) * value;
                sum1 += Encoded.single(wq, at1, c, tables, format) * value;
            }
        } else if (matrix == 1) {
            int format = (formats >> 8) & 0xFF;
            int at0 = (layer.get(0) * keyRows + row) * Encoded.words(columns, format);
            int at1 = (layer.get(0) * keyRows + Math.min(row + 1, keyRows - 1)) * Encoded.words(columns, format);
            for (int run = lane; run < runs; run += lanes) {
                float part0 = 0f;
                float part1 = 0f;
                float plain = 0f;
                for (int pair = 0; pair < Encoded.RUN / 2; pair++) {
                    int c = run * Encoded.RUN + 2 * pair;
                    float even = Norm.weighted(x, c, vectors, gainAt, gain);
                    float odd = Norm.weighted(x, c + 1, vectors, gainAt, gain);
                    if (Encoded.hasMinimum(format)) {
                        plain += even + odd;
                    }
                    part0 += Encoded.products(wk, at0, run, pair, even, odd, tables, format);
                    part1 += Encoded.products(wk, at1, run, pair, even, odd, tables, format);
                }
                sum0 += Encoded.scaled(wk, at0, run, part0, plain, tables, format);
                sum1 += Encoded.scaled(wk, at1, run, part1, plain, tables, format);
            }
            int rest = Encoded.isLoose(format) ? columns : 0;
            for (int c = runs * Encoded.RUN + lane; c < rest; c += lanes) {
                float value = Norm.weighted(x, c, vectors, gainAt, gain);
                sum0 += Encoded.single(wk, at0, c, tables, format) * value;
                sum1 += Encoded.single(wk, at1, c, tables, format) * value;
            }
        } else if (row < keyRows) {
            int format = (formats >> 16) & 0xFF;
            int at0 = (layer.get(0) * keyRows + row) * Encoded.words(columns, format);
            int at1 = (layer.get(0) * keyRows + Math.min(row + 1, keyRows - 1)) * Encoded.words(columns, format);
            for (int run = lane; run < runs; run += lanes) {
                float part0 = 0f;
                float part1 = 0f;
                float plain = 0f;
                for (int pair = 0; pair < Encoded.RUN / 2; pair++) {
                    int c = run * Encoded.RUN + 2 * pair;
                    float even = Norm.weighted(x, c, vectors, gainAt, gain);
                    float odd = Norm.weighted(x, c + 1, vectors, gainAt, gain);
                    if (Encoded.hasMinimum(format)) {
                        plain += even + odd;
                    }
                    part0 += Encoded.products(wv, at0, run, pair, even, odd, tables, format);
                    part1 += Encoded.products(wv, at1, run, pair, even, odd, tables, format);
                }
                sum0 += Encoded.scaled(wv, at0, run, part0, plain, tables, format);
                sum1 += Encoded.scaled(wv, at1, run, part1, plain, tables, format);
            }
            int rest = Encoded.isLoose(format) ? columns : 0;
            for (int c = runs * Encoded.RUN + lane; c < rest; c += lanes) {
                float value = Norm.weighted(x, c, vectors, gainAt, gain);
                sum0 += Encoded.single(wv, at0, c, tables, format) * value;
                sum1 += Encoded.single(wv, at1, c, tables, format) * value;
            }
        }
        if (lanes > 1) {
            shared[item] = sum0;
            shared[items + item] = sum1;
            context.localBarrier();
            sum0 = 0f;
            sum1 = 0f;
            for (int i = 0; i < lanes; i++) {
                sum0 += shared[item - lane + i];
                sum1 += shared[items + item - lane + i];
            }
        }
        if (lane == 0 && pass.get(Pass.ROWS) > 0) {
            sum0 = sum0 * norm;
            sum1 = sum1 * norm;
            if (matrix == 0) {
                put(q, row, queryRows, sum0, sum1, vectors, own + bias, bias);
            } else if (matrix == 1) {
                put(k, row, keyRows, sum0, sum1, vectors, own + bias + queryRows, bias);
            } else {
                put(v, row, keyRows, sum0, sum1, vectors, own + bias + queryRows + keyRows, bias);
            }
        }
    }

    /** How many times {@link #ROWS_PER_LANE} rows a matrix has. */
    public static int units(int rows) {
        return (rows + ROWS_PER_LANE - 1) / ROWS_PER_LANE;
    }

    private static void put(
            FloatArray out, int row, int rows, float first, float second, FloatArray vectors, int at, int bias) {
        if (row < rows) {
            out.set(row, bias < 0 ? first : first + vectors.get(at + row));
        }
        if (row + 1 < rows) {
            out.set(row + 1, bias < 0 ? second : second + vectors.get(at + row + 1));
        }
    }
}
