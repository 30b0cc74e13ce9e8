package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** {@code out = x / sqrt(mean(x²) + epsilon) · gain}: what is normalised is one work-group's, so nothing is summed across them. */
public final class RmsNorm {
    private RmsNorm() {}

    /**
     * One work-group per row, or per part of a row that is normalised by itself.
     *
     * @param x [rows, parts, columns]
     * @param out [rows, parts, columns] overwritten; may be {@code x}
     * @param gain where a layer's gains begin in its vectors, an epsilon behind them
     */
    public static void normalise(
            KernelContext context,
            IntArray pass,
            IntArray layer,
            FloatArray vectors,
            FloatArray x,
            FloatArray out,
            int count,
            int parts,
            int columns,
            int gain,
            int stride,
            int items) {
        float[] squares = context.allocateFloatLocalArray(items);
        int row = context.groupIdx;
        int gainAt = layer.get(0) * stride + gain;
        int end = row < pass.get(count) * parts ? columns : 0;
        float square = 0f;
        for (int c = context.localIdx; c < end; c += items) {
            float value = x.get(row * columns + c);
            square += value * value;
        }
        squares[context.localIdx] = square;
        context.localBarrier();
        float total = 0f;
        for (int i = 0; i < items; i++) {
            total += squares[i];
        }
        float norm = Norm.scale(total, columns, vectors, gainAt);
        for (int c = context.localIdx; c < end; c += items) {
            out.set(row * columns + c, x.get(row * columns + c) * norm * vectors.get(gainAt + c));
        }
    }
}
