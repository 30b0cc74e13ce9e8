package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** The gate of a feed-forward block, {@code gate · sigmoid(gate) · up}, value by value. */
public final class SwiGlu {
    private SwiGlu() {}

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
            out.set(i, gated(gate.get(i), up.get(i)));
        }
    }

    /** Beyond 80 the exponential is cut off: devices with relaxed arithmetic make NaN of an infinite one, and the result is as good as 0. */
    static float gated(float gate, float up) {
        return gate / (1f + TornadoMath.exp(Math.min(-gate, 80f))) * up;
    }
}
