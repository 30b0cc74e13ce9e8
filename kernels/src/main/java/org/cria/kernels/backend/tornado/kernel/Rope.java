package org.cria.kernels.backend.tornado.kernel;

import org.cria.kernels.program.Rotation;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Rotary positions. Cosines and sines come from a table that the host has made in double precision: what devices compute of a
 * large angle is not good enough.
 */
public final class Rope {
    private Rope() {}

    /** Which values are a pair, as kernels take it: the stride of pairs and, two bits up, the reach of one. */
    public static int pairing(Rotation rotation) {
        return rotation.stride() | rotation.reach() << 2;
    }

    /** From a pair's first value to that of the next pair. */
    static int stride(int pairing) {
        return pairing & 3;
    }

    /** From a pair's first value to its second. */
    static int reach(int pairing) {
        return pairing >> 2;
    }

    /**
     * Turns every head of every row, one work-item per pair of values.
     *
     * @param rotations [positions, pairs, 2] cosine and sine from number {@code at} on
     * @param x [tokens, columns] changed
     * @param dims values of a head
     * @param pairs of a head that turn
     * @param pairing see {@link #pairing}
     */
    public static void turn(
            KernelContext context,
            IntArray pass,
            FloatArray rotations,
            FloatArray x,
            int columns,
            int dims,
            int pairs,
            int pairing,
            int at) {
        int i = context.globalIdx;
        int perRow = columns / dims * pairs;
        int row = i / perRow;
        if (row < pass.get(Pass.ROWS)) {
            int pair = i % perRow % pairs;
            int first = row * columns + i % perRow / pairs * dims + pair * stride(pairing);
            int second = first + reach(pairing);
            int angle = at + (Pass.of(pass, row, Pass.POSITION) * pairs + pair) * 2;
            float a = x.get(first);
            float b = x.get(second);
            float cos = rotations.get(angle);
            float sin = rotations.get(angle + 1);
            x.set(first, a * cos - b * sin);
            x.set(second, a * sin + b * cos);
        }
    }
}
