package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.ShortArray;

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
     */
    public static void multiply(
            KernelContext context,
            IntArray pass,
            IntArray layer,
            FloatArray x,
            FloatArray vectors,
            ShortArray gate,
            ShortArray up,
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
            int items) {
        float[] shared = context.allocateFloatLocalArray(items * 4);
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
        float g0 = 0f;
        float g1 = 0f;
        float u0 = 0f;
        float u1 = 0f;
        for (int run = lane; run < runs; run += lanes) {
            float gatePart0 = 0f;
            float gatePart1 = 0f;
            float upPart0 = 0f;
            float upPart1 = 0f;
            float plain = 0f;
            for (int pair = 0; pair < Encoded.RUN / 2; pair++) {
                int c = run * Encoded.RUN + 2 * pair;
                float even = Norm.weighted(x, c, vectors, gainAt, gain);
                float odd = Norm.weighted(x, c + 1, vectors, gainAt, gain);
                if (Encoded.hasMinimum(gateFormat) || Encoded.hasMinimum(upFormat)) {
                    plain += even + odd;
                }
                gatePart0 += Encoded.products(gate, gate0, run, pair, even, odd, tables, gateFormat);
                gatePart1 += Encoded.products(gate, gate1, run, pair, even, odd, tables, gateFormat);
                upPart0 += Encoded.products(up, up0, run, pair, even, odd, tables, upFormat);
                upPart1 += Encoded.products(up, up1, run, pair, even, odd, tables, upFormat);
            }
            g0 += Encoded.scaled(gate, gate0, run, gatePart0, plain, tables, gateFormat);
            g1 += Encoded.scaled(gate, gate1, run, gatePart1, plain, tables, gateFormat);
            u0 += Encoded.scaled(up, up0, run, upPart0, plain, tables, upFormat);
            u1 += Encoded.scaled(up, up1, run, upPart1, plain, tables, upFormat);
        }
        int rest = Encoded.isLoose(gateFormat) || Encoded.isLoose(upFormat) ? columns : 0;
        for (int c = runs * Encoded.RUN + lane; c < rest; c += lanes) {
            float value = Norm.weighted(x, c, vectors, gainAt, gain);
            g0 += Encoded.single(gate, gate0, c, tables, gateFormat) * value;
            g1 += Encoded.single(gate, gate1, c, tables, gateFormat) * value;
            u0 += Encoded.single(up, up0, c, tables, upFormat) * value;
            u1 += Encoded.single(up, up1, c, tables, upFormat) * value;
        }
        if (lanes > 1) {
            shared[item] = g0;
            shared[items + item] = g1;
            shared[2 * items + item] = u0;
            shared[3 * items + item] = u1;
            context.localBarrier();
            g0 = 0f;
            g1 = 0f;
            u0 = 0f;
            u1 = 0f;
            for (int i = 0; i < lanes; i++) {
                g0 += shared[item - lane + i];
                g1 += shared[items + item - lane + i];
                u0 += shared[2 * items + item - lane + i];
                u1 += shared[3 * items + item - lane + i];
            }
        }
        if (lane == 0 && row < rows && pass.get(count) > 0) {
            out.set(row, SwiGlu.gated(g0 * norm, u0 * norm));
        }
        if (lane == 0 && row + 1 < rows && pass.get(count) > 0) {
            out.set(row + 1, SwiGlu.gated(g1 * norm, u1 * norm));
        }
    }
}
