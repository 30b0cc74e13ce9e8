package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Rotary positions. Cosines and sines come from a table that the host has made in double precision: what devices compute of a
 * large angle is not good enough.
 */
public final class Rope {
    private Rope() {}

    /**
     * Turns every head of every row, one work-item per pair of values.
     *
     * @param rotations [positions, pairs, 2] cosine and sine from number {@code at} on
     * @param x [tokens, columns] changed
     * @param dims values of a head
     * @param pairs of a head that turn
     */
    public static void turn(
            KernelContext context,
            IntArray pass,
            FloatArray rotations,
            FloatArray x,
            int columns,
            int dims,
            int pairs,
            int at) {
        int i = context.globalIdx;
        int perRow = columns / dims * pairs;
        int row = i / perRow;
        if (row < pass.get(Pass.ROWS)) {
            int pair = i % perRow % pairs;
            int first = row * columns + i % perRow / pairs * dims + 2 * pair;
            int angle = at + (Pass.of(pass, row, Pass.POSITION) * pairs + pair) * 2;
            float a = x.get(first);
            float b = x.get(first + 1);
            float cos = rotations.get(angle);
            float sin = rotations.get(angle + 1);
            x.set(first, a * cos - b * sin);
            x.set(first + 1, a * sin + b * cos);
        }
    }
}
