package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** The first half of a feed-forward block: {@code out = silu(gate · x) · (up · x)}, as {@link Product} goes about it. */
public final class GatedProduct {
    /** Weight rows of one lane, of each matrix. */
    public static final int ROWS_PER_LANE = 2;

    private GatedProduct() {}

    /**
     * Two rows of both matrices per {@code lanes} work-items.
     *
     * @param x [1, columns]
     * @param gate [layers, rows, columns] in {@code gateFormat}
     * @param up the same shape
     * @param out [1, rows] overwritten
     * @param gain where a layer's gains begin in its vectors, -1 without norm
     * @param staged see {@link Product#staged}
     */
    public static void multiply(
            KernelContext context,
            IntArray pass,
            IntArray layer,
            FloatArray x,
            FloatArray vectors,
            IntArray gate,
            IntArray up,
            FloatArray tables,
            FloatArray out,
            int count,
            int columns,
            int rows,
            int gateFormat,
            int upFormat,
            int gain,
            int stride,
            int lanes,
            int items,
            int staged) {
        float[] values = context.allocateFloatLocalArray((staged + 1) * Encoded.UNIT);
        float[] squares = context.allocateFloatLocalArray(items);
        float[] sums = context.allocateFloatLocalArray(items * 4);
        int item = context.localIdx;
        int lane = item % lanes;
        int row = (context.groupIdx * (items / lanes) + item / lanes) * ROWS_PER_LANE;
        int first = layer.get(0) * rows + Math.min(row, rows - 1);
        int second = layer.get(0) * rows + Math.min(row + 1, rows - 1);
        int gate0 = first * Encoded.words(columns, gateFormat);
        int gate1 = second * Encoded.words(columns, gateFormat);
        int up0 = first * Encoded.words(columns, upFormat);
        int up1 = second * Encoded.words(columns, upFormat);
        int gainAt = layer.get(0) * stride + gain;
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
        // Bounds that only the device knows, see Product.
        int all = units > step ? Math.min(units, units * pass.get(count)) : units;
        boolean halved = Encoded.hasHalves(gateFormat) || Encoded.hasHalves(upFormat);
        int halves = halved ? Math.min(2, 2 * pass.get(count)) : 2;
        int stretch = lanes > 1 ? Math.min(Encoded.stretch(gateFormat), Encoded.stretch(upFormat)) : Encoded.HALF;
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
                        int turns = begin == 0 && (half == 0 || halved) ? 1 : once;
                        for (int turn = 0; turn < turns; turn++) {
                            for (int i = 0; i < stretch; i++) {
                                int k = begin + i;
                                int c = half * Encoded.HALF + k;
                                float value = lanes > 1
                                        ? values[c * (staged + 1) + u]
                                        : Norm.weighted(x, unit * Encoded.UNIT + c, vectors, gainAt, gain);
                                if (Encoded.hasMinimum(gateFormat) || Encoded.hasMinimum(upFormat)) {
                                    plain += value;
                                }
                                part0 += Encoded.lifted(gate, gate0, units, unit, half, k, tables, gateFormat)
                                        * (value * Encoded.lowering(half, k, gateFormat));
                                part1 += Encoded.lifted(gate, gate1, units, unit, half, k, tables, gateFormat)
                                        * (value * Encoded.lowering(half, k, gateFormat));
                                part2 += Encoded.lifted(up, up0, units, unit, half, k, tables, upFormat)
                                        * (value * Encoded.lowering(half, k, upFormat));
                                part3 += Encoded.lifted(up, up1, units, unit, half, k, tables, upFormat)
                                        * (value * Encoded.lowering(half, k, upFormat));
                            }
                        }
                    }
                    if (half == 1 || halved) {
                        sum0 += Encoded.scaled(gate, gate0, units, unit, half, part0, plain, tables, gateFormat);
                        sum1 += Encoded.scaled(gate, gate1, units, unit, half, part1, plain, tables, gateFormat);
                        sum2 += Encoded.scaled(up, up0, units, unit, half, part2, plain, tables, upFormat);
                        sum3 += Encoded.scaled(up, up1, units, unit, half, part3, plain, tables, upFormat);
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
        int rest = Encoded.isLoose(gateFormat) || Encoded.isLoose(upFormat) ? columns : 0;
        for (int c = units * Encoded.UNIT + lane; c < rest; c += lanes) {
            float value = Norm.weighted(x, c, vectors, gainAt, gain);
            sum0 += Encoded.single(gate, gate0, columns, c, tables, gateFormat) * value;
            sum1 += Encoded.single(gate, gate1, columns, c, tables, gateFormat) * value;
            sum2 += Encoded.single(up, up0, columns, c, tables, upFormat) * value;
            sum3 += Encoded.single(up, up1, columns, c, tables, upFormat) * value;
        }
        int wanted = pass.get(count) > 0 ? rows : 0;
        if (lanes > 1) {
            sums[item * 4] = sum0;
            sums[item * 4 + 1] = sum1;
            sums[item * 4 + 2] = sum2;
            sums[item * 4 + 3] = sum3;
            context.localBarrier();
            for (int r = lane; r < ROWS_PER_LANE; r += lanes) {
                float gated = 0f;
                float raised = 0f;
                for (int i = 0; i < lanes; i++) {
                    gated += sums[(item - lane + i) * 4 + r];
                    raised += sums[(item - lane + i) * 4 + ROWS_PER_LANE + r];
                }
                put(out, row + r, wanted, gated * norm, raised * norm);
            }
        } else {
            put(out, row, wanted, sum0 * norm, sum2 * norm);
            put(out, row + 1, wanted, sum1 * norm, sum3 * norm);
        }
    }

    private static void put(FloatArray out, int row, int rows, float gate, float up) {
        if (row < rows) {
            out.set(row, SwiGlu.gated(gate, up));
        }
    }
}
