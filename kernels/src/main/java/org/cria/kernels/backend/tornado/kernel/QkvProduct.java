package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

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
     * @param group see {@link #group}: a task takes 20 arguments at most
     */
    public static void multiply(
            KernelContext context,
            IntArray pass,
            IntArray layer,
            FloatArray x,
            FloatArray vectors,
            IntArray wq,
            IntArray wk,
            IntArray wv,
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
        int lanes = (group >> 11) & 0x7F;
        int items = group & 0x7FF;
        int staged = group >> 18;
        float[] values = context.allocateFloatLocalArray(((group >> 18) + 1) * Encoded.UNIT);
        float[] squares = context.allocateFloatLocalArray(group & 0x7FF);
        float[] sums = context.allocateFloatLocalArray((group & 0x7FF) * ROWS_PER_LANE);
        int item = context.localIdx;
        int lane = item % lanes;
        int pair = context.groupIdx * (items / lanes) + item / lanes;
        int queryUnits = units(queryRows);
        int keyUnits = units(keyRows);
        int matrix = pair < queryUnits ? 0 : pair < queryUnits + keyUnits ? 1 : 2;
        int row = (matrix == 0 ? pair : matrix == 1 ? pair - queryUnits : pair - queryUnits - keyUnits) * ROWS_PER_LANE;
        int own = layer.get(0) * stride;
        int gainAt = own + gain;
        int units = columns / Encoded.UNIT;
        float norm = 1f;
        if (gain >= 0) {
            float square = 0f;
            for (int i = item; i < columns; i += items) {
                square += x.get(i) * x.get(i);
            }
            squares[item] = square;
            context.localBarrier();
            float total = 0f;
            for (int i = lane; i < items; i += lanes) {
                total += squares[i];
            }
            if (lanes > 1) {
                context.localBarrier();
                squares[item] = total;
                context.localBarrier();
                total = 0f;
                for (int i = 0; i < lanes; i++) {
                    total += squares[i];
                }
            }
            norm = Norm.scale(total, columns, vectors, gainAt);
        }
        float sum0 = 0f;
        float sum1 = 0f;
        int rows = matrix == 0 ? queryRows : keyRows;
        // Beyond the last row the last one is computed again, and not stored.
        int first = layer.get(0) * rows + Math.min(row, rows - 1);
        int second = layer.get(0) * rows + Math.min(row + 1, rows - 1);
        int step = lanes > 1 ? staged : Math.max(1, units);
        // Bounds that only the device knows, see Product.
        int all = units > step ? Math.min(units, units * pass.get(Pass.ROWS)) : units;
        int once = lanes > 1 ? Math.min(1, pass.get(Pass.ROWS)) : 1;
        for (int from = 0; from < all; from += step) {
            int to = Math.min(units, from + step);
            if (lanes > 1) {
                for (int i = item; i < (to - from) * Encoded.UNIT; i += items) {
                    values[i % Encoded.UNIT * (staged + 1) + i / Encoded.UNIT] =
                            Norm.weighted(x, from * Encoded.UNIT + i, vectors, gainAt, gain);
                }
                context.localBarrier();
            }
            // Three loops, of which one does something: TornadoVM mixes up what loops in the arms of an else-if leave
            // behind.
            for (int unit = from + lane, end = matrix == 0 ? to : 0; unit < end; unit += lanes) {
                int format = formats & 0xFF;
                int stretch = lanes > 1 ? Encoded.stretch(format) : Encoded.HALF;
                int at0 = first * Encoded.words(columns, format);
                int at1 = second * Encoded.words(columns, format);
                float part0 = 0f;
                float part1 = 0f;
                float plain = 0f;
                for (int half = 0; half < 2; half++) {
                    for (int begin = 0; begin < Encoded.HALF; begin += stretch) {
                        int turns = begin == 0 && (half == 0 || Encoded.hasHalves(format)) ? 1 : once;
                        for (int turn = 0; turn < turns; turn++) {
                            for (int i = 0; i < stretch; i++) {
                                int j = begin + i;
                                int c = half * Encoded.HALF + j;
                                float value = lanes > 1
                                        ? values[c * (staged + 1) + unit - from]
                                        : Norm.weighted(x, unit * Encoded.UNIT + c, vectors, gainAt, gain);
                                if (Encoded.hasMinimum(format)) {
                                    plain += value;
                                }
                                float lowered = value * Encoded.lowering(half, j, format);
                                part0 += Encoded.lifted(wq, at0, units, unit, half, j, tables, format) * lowered;
                                part1 += Encoded.lifted(wq, at1, units, unit, half, j, tables, format) * lowered;
                            }
                        }
                    }
                    if (half == 1 || Encoded.hasHalves(format)) {
                        sum0 += Encoded.scaled(wq, at0, units, unit, half, part0, plain, tables, format);
                        sum1 += Encoded.scaled(wq, at1, units, unit, half, part1, plain, tables, format);
                        part0 = 0f;
                        part1 = 0f;
                        plain = 0f;
                    }
                }
            }
            for (int unit = from + lane, end = matrix == 1 ? to : 0; unit < end; unit += lanes) {
                int format = (formats >> 8) & 0xFF;
                int stretch = lanes > 1 ? Encoded.stretch(format) : Encoded.HALF;
                int at0 = first * Encoded.words(columns, format);
                int at1 = second * Encoded.words(columns, format);
                float part0 = 0f;
                float part1 = 0f;
                float plain = 0f;
                for (int half = 0; half < 2; half++) {
                    for (int begin = 0; begin < Encoded.HALF; begin += stretch) {
                        int turns = begin == 0 && (half == 0 || Encoded.hasHalves(format)) ? 1 : once;
                        for (int turn = 0; turn < turns; turn++) {
                            for (int i = 0; i < stretch; i++) {
                                int j = begin + i;
                                int c = half * Encoded.HALF + j;
                                float value = lanes > 1
                                        ? values[c * (staged + 1) + unit - from]
                                        : Norm.weighted(x, unit * Encoded.UNIT + c, vectors, gainAt, gain);
                                if (Encoded.hasMinimum(format)) {
                                    plain += value;
                                }
                                float lowered = value * Encoded.lowering(half, j, format);
                                part0 += Encoded.lifted(wk, at0, units, unit, half, j, tables, format) * lowered;
                                part1 += Encoded.lifted(wk, at1, units, unit, half, j, tables, format) * lowered;
                            }
                        }
                    }
                    if (half == 1 || Encoded.hasHalves(format)) {
                        sum0 += Encoded.scaled(wk, at0, units, unit, half, part0, plain, tables, format);
                        sum1 += Encoded.scaled(wk, at1, units, unit, half, part1, plain, tables, format);
                        part0 = 0f;
                        part1 = 0f;
                        plain = 0f;
                    }
                }
            }
            for (int unit = from + lane, end = matrix == 2 ? to : 0; unit < end; unit += lanes) {
                int format = (formats >> 16) & 0xFF;
                int stretch = lanes > 1 ? Encoded.stretch(format) : Encoded.HALF;
                int at0 = first * Encoded.words(columns, format);
                int at1 = second * Encoded.words(columns, format);
                float part0 = 0f;
                float part1 = 0f;
                float plain = 0f;
                for (int half = 0; half < 2; half++) {
                    for (int begin = 0; begin < Encoded.HALF; begin += stretch) {
                        int turns = begin == 0 && (half == 0 || Encoded.hasHalves(format)) ? 1 : once;
                        for (int turn = 0; turn < turns; turn++) {
                            for (int i = 0; i < stretch; i++) {
                                int j = begin + i;
                                int c = half * Encoded.HALF + j;
                                float value = lanes > 1
                                        ? values[c * (staged + 1) + unit - from]
                                        : Norm.weighted(x, unit * Encoded.UNIT + c, vectors, gainAt, gain);
                                if (Encoded.hasMinimum(format)) {
                                    plain += value;
                                }
                                float lowered = value * Encoded.lowering(half, j, format);
                                part0 += Encoded.lifted(wv, at0, units, unit, half, j, tables, format) * lowered;
                                part1 += Encoded.lifted(wv, at1, units, unit, half, j, tables, format) * lowered;
                            }
                        }
                    }
                    if (half == 1 || Encoded.hasHalves(format)) {
                        sum0 += Encoded.scaled(wv, at0, units, unit, half, part0, plain, tables, format);
                        sum1 += Encoded.scaled(wv, at1, units, unit, half, part1, plain, tables, format);
                        part0 = 0f;
                        part1 = 0f;
                        plain = 0f;
                    }
                }
            }
            if (lanes > 1) {
                context.localBarrier();
            }
        }
        for (int c = units * Encoded.UNIT + lane, end = matrix == 0 && Encoded.isLoose(formats & 0xFF) ? columns : 0;
                c < end;
                c += lanes) {
            int format = formats & 0xFF;
            float value = Norm.weighted(x, c, vectors, gainAt, gain);
            sum0 += Encoded.single(wq, first * Encoded.words(columns, format), columns, c, tables, format) * value;
            sum1 += Encoded.single(wq, second * Encoded.words(columns, format), columns, c, tables, format) * value;
        }
        for (int c = units * Encoded.UNIT + lane,
                        end = matrix == 1 && Encoded.isLoose((formats >> 8) & 0xFF) ? columns : 0;
                c < end;
                c += lanes) {
            int format = (formats >> 8) & 0xFF;
            float value = Norm.weighted(x, c, vectors, gainAt, gain);
            sum0 += Encoded.single(wk, first * Encoded.words(columns, format), columns, c, tables, format) * value;
            sum1 += Encoded.single(wk, second * Encoded.words(columns, format), columns, c, tables, format) * value;
        }
        for (int c = units * Encoded.UNIT + lane,
                        end = matrix == 2 && Encoded.isLoose((formats >> 16) & 0xFF) ? columns : 0;
                c < end;
                c += lanes) {
            int format = (formats >> 16) & 0xFF;
            float value = Norm.weighted(x, c, vectors, gainAt, gain);
            sum0 += Encoded.single(wv, first * Encoded.words(columns, format), columns, c, tables, format) * value;
            sum1 += Encoded.single(wv, second * Encoded.words(columns, format), columns, c, tables, format) * value;
        }
        int wanted = pass.get(Pass.ROWS) > 0 ? rows : 0;
        int biasAt = own + bias + (matrix == 0 ? 0 : matrix == 1 ? queryRows : queryRows + keyRows);
        if (lanes > 1) {
            sums[item * ROWS_PER_LANE] = sum0;
            sums[item * ROWS_PER_LANE + 1] = sum1;
            context.localBarrier();
            for (int r = lane; r < ROWS_PER_LANE; r += lanes) {
                float sum = 0f;
                for (int i = 0; i < lanes; i++) {
                    sum += sums[(item - lane + i) * ROWS_PER_LANE + r];
                }
                put(q, k, v, matrix, row + r, wanted, sum * norm, vectors, biasAt, bias);
            }
        } else {
            put(q, k, v, matrix, row, wanted, sum0 * norm, vectors, biasAt, bias);
            put(q, k, v, matrix, row + 1, wanted, sum1 * norm, vectors, biasAt, bias);
        }
    }

    private static void put(
            FloatArray q,
            FloatArray k,
            FloatArray v,
            int matrix,
            int row,
            int rows,
            float sum,
            FloatArray vectors,
            int biasAt,
            int bias) {
        if (row < rows) {
            float value = bias < 0 ? sum : sum + vectors.get(biasAt + row);
            if (matrix == 0) {
                q.set(row, value);
            } else if (matrix == 1) {
                k.set(row, value);
            } else {
                v.set(row, value);
            }
        }
    }

    /** How many times {@link #ROWS_PER_LANE} rows a matrix has. */
    public static int units(int rows) {
        return (rows + ROWS_PER_LANE - 1) / ROWS_PER_LANE;
    }

    /** What a group is, in one number: its work-items, those that share a row, and {@linkplain Product#staged units}. */
    public static int group(int lanes, int items) {
        return Product.staged(lanes, items) << 18 | lanes << 11 | items;
    }
}
