package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** The norm within a product: the gain goes into the activations, the scale, which comes later, into the result. */
final class Norm {
    private Norm() {}

    /**
     * What normalised values are to be multiplied with, {@code 1 / sqrt(mean(x²) + epsilon)}.
     *
     * @param gain where the norm's gains begin; the epsilon comes after them
     */
    static float scale(float squares, int columns, FloatArray vectors, int gain) {
        return 1f / TornadoMath.sqrt(squares / columns + vectors.get(gain + columns));
    }

    /**
     * An activation times its gain.
     *
     * @param x the row
     * @param gainAt where its gains begin in {@code vectors}
     * @param gain negative: there are none
     */
    static float weighted(FloatArray x, int column, FloatArray vectors, int gainAt, int gain) {
        return gain < 0 ? x.get(column) : x.get(column) * vectors.get(gainAt + column);
    }
}
