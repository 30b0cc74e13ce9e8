package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.ShortArray;

/** The first half of a feed-forward block: {@code out = silu(gate · x) · (up · x)}, as {@link Product} goes about it. */
public final class GatedProduct {
    /** Weight rows of one lane, of each matrix. */
    public static final int ROWS_PER_LANE = 1;

    private GatedProduct() {}

    /**
     * A row of both matrices per {@code lanes} work-items.
     *
     * @param x [tokens, columns]
     * @param gate [layers, rows, columns] in {@code gateFormat}
     * @param up the same shape
     * @param out [tokens, rows] overwritten
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
            int items,
            int tileSize) {
        float[] tile = context.allocateFloatLocalArray(tileSize);
        float[] squares = context.allocateFloatLocalArray(items);
        float[] gates = context.allocateFloatLocalArray(items);
        float[] ups = context.allocateFloatLocalArray(items);
        int item = context.localIdx;
        int lane = item % lanes;
        int row = context.groupIdx * (items / lanes) + item / lanes;
        int weightRow = layer.get(0) * rows + Math.min(row, rows - 1);
        int at = weightRow * Encoded.words(columns, gateFormat);
        int upAt = weightRow * Encoded.words(columns, upFormat);
        int gainAt = layer.get(0) * stride + gain;
        int tokens = pass.get(count);
        for (int t = 0; t < tokens; t++) {
            float square = 0f;
            float g = 0f;
            float u = 0f;
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
                    float upPart = 0f;
                    float plain = 0f;
                    for (int i = 0; i < Encoded.RUN; i++) {
                        float value = tile[run * Encoded.RUN + i];
                        part += Encoded.quant(gate, at, firstRun + run, i, tables, gateFormat) * value;
                        upPart += Encoded.quant(up, upAt, firstRun + run, i, tables, upFormat) * value;
                        plain += value;
                    }
                    g += Encoded.scaled(gate, at, firstRun + run, part, plain, tables, gateFormat);
                    u += Encoded.scaled(up, upAt, firstRun + run, upPart, plain, tables, upFormat);
                }
                for (int i = runs * Encoded.RUN + lane; i < length; i += lanes) { // only in formats without blocks
                    g += Encoded.quant(gate, at, firstRun + runs, i % Encoded.RUN, tables, gateFormat) * tile[i];
                    u += Encoded.quant(up, upAt, firstRun + runs, i % Encoded.RUN, tables, upFormat) * tile[i];
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
                gates[item] = g;
                ups[item] = u;
                context.localBarrier();
                g = 0f;
                u = 0f;
                for (int i = 0; i < lanes; i++) {
                    g += gates[item - lane + i];
                    u += ups[item - lane + i];
                }
            }
            if (lane == 0 && row < rows) {
                out.set(t * rows + row, SwiGlu.gated(g * norm, u * norm));
            }
        }
    }
}
