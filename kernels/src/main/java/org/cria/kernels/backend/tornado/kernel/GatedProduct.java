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
            int items) {
        float[] tile = context.allocateFloatLocalArray(Staged.TILE);
        float[] squares = context.allocateFloatLocalArray(items);
        float[] gates = context.allocateFloatLocalArray(items);
        float[] ups = context.allocateFloatLocalArray(items);
        int item = context.localIdx;
        int lane = item % lanes;
        int row = context.groupIdx * (items / lanes) + item / lanes;
        int gateAt = (layer.get(0) * rows + row) * Encoded.words(columns, gateFormat);
        int upAt = (layer.get(0) * rows + row) * Encoded.words(columns, upFormat);
        int gainAt = gain < 0 ? -1 : layer.get(0) * stride + gain;
        int tokens = pass.get(count);
        for (int t = 0; t < tokens; t++) {
            float square = 0f;
            float g = 0f;
            float u = 0f;
            for (int start = 0; start < columns; start += Staged.TILE) {
                int length = Math.min(Staged.TILE, columns - start);
                square += Staged.bring(context, x, t * columns, vectors, gainAt, tile, start, length);
                context.localBarrier();
                if (row < rows) {
                    g += RowDot.part(gate, gateAt, tile, start, length, lane, lanes, tables, gateFormat);
                    u += RowDot.part(up, upAt, tile, start, length, lane, lanes, tables, upFormat);
                }
                context.localBarrier();
            }
            if (lanes > 1) {
                g = Staged.overLanes(context, gates, g, lane, lanes);
                u = Staged.overLanes(context, ups, u, lane, lanes);
            }
            if (gain >= 0) {
                float norm = Staged.norm(context, squares, square, vectors, gainAt, columns, items);
                g = g * norm;
                u = u * norm;
            }
            if (lane == 0 && row < rows) {
                out.set(t * rows + row, SwiGlu.gated(g, u));
            }
        }
    }
}
