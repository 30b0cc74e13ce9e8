package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** The gate of Gemma's feed-forward block, {@code gelu(gate) · up}, value by value. */
public final class GeGlu {
    private GeGlu() {}

    /**
     * One work-item per value.
     *
     * @param gate [rows, columns]
     * @param up [rows, columns]
     * @param out [rows, columns] overwritten; may be one of the others
     * @param count {@link Pass#ROWS} or {@link Pass#OUTPUTS}
     */
    public static void gate(
            KernelContext context,
            IntArray pass,
            FloatArray gate,
            FloatArray up,
            FloatArray out,
            int count,
            int columns) {
        int i = context.globalIdx;
        if (i < pass.get(count) * columns) {
            float g = gate.get(i);
            // 1 + tanh(y) is twice the sigmoid of 2y. Beyond 80 the exponential is cut off, as in SwiGlu.
            float twice = g * (1.5957692f + 0.071354814f * g * g);
            out.set(i, g / (1f + TornadoMath.exp(Math.min(-twice, 80f))) * up.get(i));
        }
    }
}
