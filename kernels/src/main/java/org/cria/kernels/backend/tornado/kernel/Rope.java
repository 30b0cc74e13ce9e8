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

    /** The pair that a value of a head is in; a number beyond all pairs where it does not turn. */
    private static int pair(int d, int pairing) {
        return stride(pairing) == 2 ? d >> 1 : d - (d >= reach(pairing) ? reach(pairing) : 0);
    }

    /** Whether a value is the second one of its pair. */
    private static boolean isSecond(int d, int pairing) {
        return stride(pairing) == 2 ? (d & 1) == 1 : d >= reach(pairing);
    }

    /** The value that a value of a head turns with; itself where it does not turn. */
    static int partner(int d, int pairs, int pairing) {
        int reach = isSecond(d, pairing) ? -reach(pairing) : reach(pairing);
        return pair(d, pairing) < pairs ? d + reach : d;
    }

    /** What a value of a head is multiplied with when it turns. */
    static float cos(FloatArray angles, int at, int d, int pairs, int pairing) {
        int pair = pair(d, pairing);
        return pair < pairs ? angles.get(at + 2 * pair) : 1f;
    }

    /** What its partner is multiplied with. */
    static float sin(FloatArray angles, int at, int d, int pairs, int pairing) {
        int pair = pair(d, pairing);
        float sin = pair < pairs ? angles.get(at + 2 * pair + 1) : 0f;
        return isSecond(d, pairing) ? sin : -sin;
    }

    /**
     * A value of a head as it is when the head has turned, for kernels that need values in another order than that of pairs.
     *
     * @param head where it begins in {@code x}
     * @param d number of the value in it
     * @param angles [pairs, 2] cosine and sine from number {@code at} on
     * @param pairs of a head that turn
     * @param pairing see {@link #pairing(Rotation)}
     */
    static float turned(FloatArray x, int head, int d, FloatArray angles, int at, int pairs, int pairing) {
        return x.get(head + d) * cos(angles, at, d, pairs, pairing)
                + x.get(head + partner(d, pairs, pairing)) * sin(angles, at, d, pairs, pairing);
    }

    /**
     * The largest magnitude of a {@linkplain CachedBlock block} of keys when they have turned.
     *
     * @param pass of which a row is one at least: the compiler does not know, and unrolls nothing
     * @param row where the keys begin in {@code x}
     * @param block its first column
     * @param dims values of a head
     */
    static float largest(
            IntArray pass,
            FloatArray x,
            int row,
            int block,
            int dims,
            FloatArray angles,
            int at,
            int pairs,
            int pairing) {
        float largest = 0f;
        int end = block + CachedBlock.VALUES * Math.min(1, pass.get(Pass.ROWS));
        for (int c = block; c < end; c++) {
            float value = turned(x, row + c - c % dims, c % dims, angles, at, pairs, pairing);
            largest = Math.max(largest, CachedBlock.size(value));
        }
        return largest;
    }

    /** Four neighbours of a head from column {@code c} on when they have turned, as a word of a {@linkplain CachedBlock block}. */
    static int word(
            FloatArray x, int row, int c, int dims, FloatArray angles, int at, int pairs, int pairing, float inverse) {
        int d = c % dims;
        int head = row + c - d;
        return CachedBlock.word(
                turned(x, head, d, angles, at, pairs, pairing),
                turned(x, head, d + 1, angles, at, pairs, pairing),
                turned(x, head, d + 2, angles, at, pairs, pairing),
                turned(x, head, d + 3, angles, at, pairs, pairing),
                inverse);
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
