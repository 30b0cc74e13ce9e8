package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.ShortArray;

/** A row of encoded weights times a piece of activations in local memory: the inner loop of every product of a vector. */
final class RowDot {
    private RowDot() {}

    /**
     * {@code Σ_c w[c] · x[c - start]} over the columns from {@code start} to {@code start + length - 1} that fall to this lane: runs
     * of 16 in turns.
     *
     * @param at word where the row begins
     * @param x [length or more] local
     * @param start a multiple of 256
     * @param lanes work-items that share the row
     */
    static float part(
            ShortArray w,
            int at,
            float[] x,
            int start,
            int length,
            int lane,
            int lanes,
            FloatArray tables,
            int format) {
        int first = start / Encoded.RUN;
        int runs = length / Encoded.RUN;
        float sum = 0f;
        for (int run = lane; run < runs; run += lanes) {
            sum += run(w, at, first + run, x, run * Encoded.RUN, tables, format);
        }
        int rest = length - runs * Encoded.RUN; // only in formats without blocks
        if (rest > 0 && lane == runs % lanes) {
            for (int i = 0; i < rest; i++) {
                sum += Encoded.quant(w, at, first + runs, i, tables, format) * x[runs * Encoded.RUN + i];
            }
        }
        return sum;
    }

    private static float run(ShortArray w, int at, int run, float[] x, int xAt, FloatArray tables, int format) {
        float even = 0f;
        float odd = 0f;
        float plain = 0f;
        for (int i = 0; i < Encoded.RUN; i += 2) {
            even += Encoded.quant(w, at, run, i, tables, format) * x[xAt + i];
            odd += Encoded.quant(w, at, run, i + 1, tables, format) * x[xAt + i + 1];
            if (Encoded.hasMinimum(format)) {
                plain += x[xAt + i] + x[xAt + i + 1];
            }
        }
        float sum = (even + odd) * Encoded.scale(w, at, run, tables, format);
        return Encoded.hasMinimum(format) ? sum - plain * Encoded.minimum(w, at, run, tables, format) : sum;
    }
}
