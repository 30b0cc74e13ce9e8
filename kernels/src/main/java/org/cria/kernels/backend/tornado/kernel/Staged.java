package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** What the products of one row have in common: a work-group brings activations to local memory, normalised if asked for. */
final class Staged {
    /** Activations brought at a time; a multiple of every format's block. */
    static final int TILE = 1024;

    private Staged() {}

    /**
     * Brings columns {@code start} to {@code start + length - 1} of a row. A barrier must follow.
     *
     * @param gain where the norm's gains begin in {@code vectors}; -1 without norm
     * @return the sum of the squares that this work-item brought, for {@link #norm}
     */
    static float bring(
            KernelContext context,
            FloatArray x,
            int at,
            FloatArray vectors,
            int gain,
            float[] tile,
            int start,
            int length) {
        float squares = 0f;
        for (int i = context.localIdx; i < length; i += context.localGroupSizeX) {
            float value = x.get(at + start + i);
            if (gain >= 0) {
                squares += value * value;
                value = value * vectors.get(gain + start + i);
            }
            tile[i] = value;
        }
        return squares;
    }

    /**
     * What a row's products are to be multiplied with, {@code 1 / sqrt(mean(x²) + epsilon)}: the sum of all work-items' squares in
     * their order, by each for itself.
     *
     * @param squares [items] local, used for nothing else
     * @param gain where the norm's gains begin; the epsilon comes after them
     */
    static float norm(
            KernelContext context, float[] squares, float own, FloatArray vectors, int gain, int columns, int items) {
        squares[context.localIdx] = own;
        context.localBarrier();
        float sum = 0f;
        for (int i = 0; i < items; i++) {
            sum += squares[i];
        }
        return 1f / (float) Math.sqrt(sum / columns + vectors.get(gain + columns));
    }

    /**
     * The sum over the lanes of a row, for the row's first lane; others get a part of it.
     *
     * @param sums [items] local, used for nothing else
     */
    static float overLanes(KernelContext context, float[] sums, float own, int lane, int lanes) {
        int item = context.localIdx;
        sums[item] = own;
        context.localBarrier();
        float sum = 0f;
        if (lane == 0) {
            for (int i = 0; i < lanes; i++) {
                sum += sums[item + i];
            }
        }
        return sum;
    }
}
