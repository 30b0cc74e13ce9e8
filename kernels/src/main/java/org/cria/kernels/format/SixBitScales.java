package org.cria.kernels.format;

import java.lang.foreign.MemorySegment;

/**
 * The 8 scales and 8 minima, 6 bits each, that Q4_K and Q5_K pack into 12 bytes.
 *
 * <pre>
 * byte  0..3   scale 0..3 in the low six bits, the high two bits of scale 4..7 above them
 * byte  4..7   minimum 0..3 in the low six bits, the high two bits of minimum 4..7 above them
 * byte  8..11  the low four bits of scale 4..7 in the low half, of minimum 4..7 in the high half
 * </pre>
 *
 * <p>Both come out as a {@code long} of 8 bytes, number 0 lowest: four of them at a time in plain integer arithmetic.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/src/ggml-quants.c">get_scale_min_k4</a>
 */
public final class SixBitScales {
    private SixBitScales() {}

    /** The 8 scales of the 12 bytes at {@code offset}, one per byte. */
    public static long scales(MemorySegment source, long offset) {
        return join(source.get(Little.INT, offset), source.get(Little.INT, offset + 8));
    }

    /** The 8 minima of the 12 bytes at {@code offset}, one per byte. */
    public static long minima(MemorySegment source, long offset) {
        return join(source.get(Little.INT, offset + 4), source.get(Little.INT, offset + 8) >>> 4);
    }

    /** Number {@code index}, 0 to 7, of {@link #scales} or {@link #minima}. */
    public static int get(long eight, int index) {
        return (int) (eight >>> (8 * index)) & 0xFF;
    }

    /** The 8 scales of the same 12 bytes as numbers: {@code first} holds the first four, {@code rest} the others. */
    public static long scales(long first, long rest) {
        return join((int) first, (int) (rest >>> 32));
    }

    /** The 8 minima of the same 12 bytes as numbers. */
    public static long minima(long first, long rest) {
        return join((int) rest, (int) (rest >>> 32) >>> 4);
    }

    private static long join(int first, int lowHalves) {
        int second = (lowHalves & 0x0F0F0F0F) | (first >>> 2 & 0x30303030);
        return (first & 0x3F3F3F3FL) | ((long) second << 32);
    }
}
