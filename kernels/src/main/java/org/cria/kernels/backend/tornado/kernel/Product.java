package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Matrix times vector: {@code out[r] = Σ_c w[r, c] · x[c]}, for one token.
 *
 * <p>Where several lanes share a row, a group first brings activations times gains to local memory, a number of units at a time, in
 * the order of the packed weights: then neighbouring lanes read neighbouring words there and of the weights. The arrays there are one
 * word wider than that takes, so that neighbours in the matrix are in different banks too. A single lane reads activations where they
 * are, which is faster on CPUs.
 */
public final class Product {
    /** Weight rows of one lane: the activations of four rows are read once. */
    public static final int ROWS_PER_LANE = 4;
    /** Units whose activations a group has in local memory at most: 16 KiB. */
    private static final int MOST_STAGED = 128;

    private Product() {}

    /** Units whose activations a group of so many work-items has in local memory. */
    public static int staged(int lanes, int items) {
        return lanes == 1 ? 1 : Math.max(lanes, Math.min(items / 2, MOST_STAGED));
    }

    /**
     * Four weight rows per {@code lanes} work-items, which share the units of each row. With a gain it multiplies the normalised
     * activations, and every group computes the norm for itself: cheaper than a launch.
     *
     * @param x [1, columns]
     * @param vectors of each layer: gains with an epsilon behind them, biases
     * @param w [layers, rows, columns] packed, in {@code format}
     * @param out [1, rows] overwritten, or added to
     * @param count {@link Pass#ROWS} or {@link Pass#OUTPUTS}
     * @param gain where a layer's gains begin in its vectors, -1 without norm
     * @param bias where its biases begin, -1 without
     * @param stride numbers of a layer's vectors
     * @param add 1 to add to {@code out}
     * @param lanes work-items that share a row
     * @param items of a group
     * @param staged units that are brought to local memory at a time, see {@link #staged(int, int)}
     */
    public static void multiply(
            KernelContext context,
            IntArray pass,
            IntArray layer,
            FloatArray x,
            FloatArray vectors,
            IntArray w,
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
            int staged) {
        float[] values = context.allocateFloatLocalArray((staged + 1) * Encoded.UNIT);
        float[] squares = context.allocateFloatLocalArray(items);
        float[] sums = context.allocateFloatLocalArray(items * ROWS_PER_LANE);
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
        float sum2 = 0f;
        float sum3 = 0f;
        int step = lanes > 1 ? staged : Math.max(1, units);
        // Where nothing is wanted nothing is summed. Above all only the device knows how often these loops turn, so
        // that none of its compilers has several stages, both halves or a wide unit in registers at a time.
        int all = units > step ? Math.min(units, units * pass.get(count)) : units;
        int halves = Encoded.hasHalves(format) ? Math.min(2, 2 * pass.get(count)) : 2;
        int stretch = lanes > 1 ? Encoded.stretch(format) : Encoded.HALF;
        int once = lanes > 1 ? Math.min(1, pass.get(count)) : 1;
        for (int from = 0; from < all; from += step) {
            int to = Math.min(units, from + step);
            if (lanes > 1) {
                for (int i = item; i < (to - from) * Encoded.UNIT; i += items) {
                    values[i % Encoded.UNIT * (staged + 1) + i / Encoded.UNIT] =
                            Norm.weighted(x, from * Encoded.UNIT + i, vectors, gainAt, gain);
                }
                context.localBarrier();
            }
            for (int u = lane; u < to - from; u += lanes) {
                int unit = from + u;
                float part0 = 0f;
                float part1 = 0f;
                float part2 = 0f;
                float part3 = 0f;
                float plain = 0f;
                for (int half = 0; half < halves; half++) {
                    for (int begin = 0; begin < Encoded.HALF; begin += stretch) {
                        int turns = begin == 0 && (half == 0 || Encoded.hasHalves(format)) ? 1 : once;
                        for (int turn = 0; turn < turns; turn++) {
                            for (int i = 0; i < stretch; i++) {
                                int k = begin + i;
                                int c = half * Encoded.HALF + k;
                                float value = lanes > 1
                                        ? values[c * (staged + 1) + u]
                                        : Norm.weighted(x, unit * Encoded.UNIT + c, vectors, gainAt, gain);
                                if (Encoded.hasMinimum(format)) { // one for nothing costs a third on PoCL
                                    plain += value;
                                }
                                float lowered = value * Encoded.lowering(half, k, format);
                                part0 += Encoded.lifted(w, at0, units, unit, half, k, tables, format) * lowered;
                                part1 += Encoded.lifted(w, at1, units, unit, half, k, tables, format) * lowered;
                                part2 += Encoded.lifted(w, at2, units, unit, half, k, tables, format) * lowered;
                                part3 += Encoded.lifted(w, at3, units, unit, half, k, tables, format) * lowered;
                            }
                        }
                    }
                    if (half == 1 || Encoded.hasHalves(format)) {
                        sum0 += Encoded.scaled(w, at0, units, unit, half, part0, plain, tables, format);
                        sum1 += Encoded.scaled(w, at1, units, unit, half, part1, plain, tables, format);
                        sum2 += Encoded.scaled(w, at2, units, unit, half, part2, plain, tables, format);
                        sum3 += Encoded.scaled(w, at3, units, unit, half, part3, plain, tables, format);
                        part0 = 0f;
                        part1 = 0f;
                        part2 = 0f;
                        part3 = 0f;
                        plain = 0f;
                    }
                }
            }
            if (lanes > 1) {
                context.localBarrier();
            }
        }
        int rest = Encoded.isLoose(format) ? columns : 0;
        for (int c = units * Encoded.UNIT + lane; c < rest; c += lanes) {
            float value = Norm.weighted(x, c, vectors, gainAt, gain);
            sum0 += Encoded.single(w, at0, columns, c, tables, format) * value;
            sum1 += Encoded.single(w, at1, columns, c, tables, format) * value;
            sum2 += Encoded.single(w, at2, columns, c, tables, format) * value;
            sum3 += Encoded.single(w, at3, columns, c, tables, format) * value;
        }
        int wanted = pass.get(count) > 0 ? rows : 0;
        if (lanes > 1) {
            sums[item * ROWS_PER_LANE] = sum0;
            sums[item * ROWS_PER_LANE + 1] = sum1;
            sums[item * ROWS_PER_LANE + 2] = sum2;
            sums[item * ROWS_PER_LANE + 3] = sum3;
            context.localBarrier();
            for (int r = lane; r < ROWS_PER_LANE; r += lanes) {
                float sum = 0f;
                for (int i = 0; i < lanes; i++) {
                    sum += sums[(item - lane + i) * ROWS_PER_LANE + r];
                }
                put(out, row + r, wanted, sum * norm, vectors, own, bias, add);
            }
        } else {
            put(out, row, wanted, sum0 * norm, vectors, own, bias, add);
            put(out, row + 1, wanted, sum1 * norm, vectors, own, bias, add);
            put(out, row + 2, wanted, sum2 * norm, vectors, own, bias, add);
            put(out, row + 3, wanted, sum3 * norm, vectors, own, bias, add);
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
