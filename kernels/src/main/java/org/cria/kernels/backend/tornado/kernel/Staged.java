package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** What the products of one row have in common: their groups bring the activations to local memory piece by piece. */
final class Staged {
    private Staged() {}

    /**
     * What normalised values are to be multiplied with, {@code 1 / sqrt(mean(x²) + epsilon)}.
     *
     * @param gain where the norm's gains begin; the epsilon comes after them
     */
    static float norm(float squares, int columns, FloatArray vectors, int gain) {
        return 1f / (float) Math.sqrt(squares / columns + vectors.get(gain + columns));
    }
}
