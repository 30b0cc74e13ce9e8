package org.cria.kernels.backend.cpu.bytes;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.cria.kernels.format.Little;

/**
 * A row of activations in 8 bits: blocks of 32 values with a scale each, and the sums that offsets and minima of weights are multiplied
 * with. Eight blocks are a group, the same number of bytes for every kernel; what columns do not fill of the last group is 0.
 *
 * <pre>
 * byte   0  q      int8[256]: −127 to 127
 * byte 256  scale  f32[8]: of block b; value[i] = scale[i / 32] · q[i]
 * byte 288  sum    f32[8]: scale[b] · Σ q of block b, rounded
 * byte 320  count  int32[8]: −128 · Σ q of block b: what 128 more in each weight is to be corrected by
 * byte 352  half   int16[16]: Σ q of values 16·h to 16·h + 15
 * byte 384  sums   f32[16]: scale[b] · half[2·b], rounded, of all blocks, then scale[b] · half[2·b + 1]
 * byte 448  halves int32[16]: −128 · half[h]
 * </pre>
 *
 * <p>The scale is the largest magnitude (at least 2⁻¹⁰⁰) divided by 127, and q the value times (127 divided by that magnitude), each
 * operation rounded to f32, then to the nearest integer, halves to the even one. Where a block is not finite its scale is not either, and so no
 * product with it.
 */
public final class ByteActivations {
    public static final int BLOCK = 32;
    public static final int BLOCKS = 8;

    /** Values of a group. */
    public static final int GROUP = BLOCK * BLOCKS;

    public static final int SCALES = 256;
    public static final int SUMS = 288;
    public static final int COUNTS = 320;
    public static final int HALVES = 352;
    public static final int HALF_SUMS = 384;
    public static final int HALF_COUNTS = 448;
    /** From the first number of {@link #HALF_SUMS} to that of the first block's second half. */
    public static final int SECOND_HALVES = Float.BYTES * BLOCKS;

    /** What {@link #COUNTS} and {@link #HALF_COUNTS} are multiplied with. */
    public static final int COUNTED = -128;

    /** Bytes of a group. */
    public static final int GROUP_BYTES = 512;

    /** Added and subtracted again, it rounds a small number to the nearest integer, halves to the even one. */
    private static final float ROUNDING = 0x1.8p23f;

    /** 2⁻¹⁰⁰, so that 127 can be divided by it. */
    public static final int SMALLEST_BITS = (127 - 100) << 23;

    private ByteActivations() {}

    /** Groups that hold so many columns. */
    public static int groups(int columns) {
        return Math.ceilDiv(columns, GROUP);
    }

    /** Bytes of a row of so many columns. */
    public static long rowBytes(int columns) {
        return (long) groups(columns) * GROUP_BYTES;
    }

    /**
     * Rounds a row.
     *
     * @param x [start + columns or more] fp32
     * @param columns a multiple of 32
     * @param rounded receives the groups
     * @param at in {@code rounded}, of the first group
     * @param stride bytes between groups
     */
    public static void round(float[] x, int start, int columns, MemorySegment rounded, long at, int stride) {
        for (int block = 0; block < groups(columns) * BLOCKS; block++) {
            long group = at + (long) (block / BLOCKS) * stride;
            if (block * BLOCK < columns) {
                roundBlock(x, start + block * BLOCK, rounded, group, block % BLOCKS);
            } else {
                put(rounded, group, block % BLOCKS, 0f, 0, 0);
                rounded.asSlice(group + (long) BLOCK * (block % BLOCKS), BLOCK).fill((byte) 0);
            }
        }
    }

    private static void roundBlock(float[] x, int start, MemorySegment rounded, long group, int block) {
        int largestBits = 0;
        for (int i = 0; i < BLOCK; i++) {
            // Compared as integers, a NaN is the largest of all.
            largestBits = Math.max(largestBits, Float.floatToRawIntBits(x[start + i]) & Integer.MAX_VALUE);
        }
        float largest = Float.intBitsToFloat(Math.max(largestBits, SMALLEST_BITS));
        float factor = 127f / largest;
        int first = 0;
        int second = 0;
        for (int i = 0; i < BLOCK; i++) {
            float scaled = x[start + i] * factor;
            // What is not a number becomes 0.
            byte q = (byte) (scaled + ROUNDING - ROUNDING);
            rounded.set(ValueLayout.JAVA_BYTE, group + (long) BLOCK * block + i, q);
            if (i < BLOCK / 2) {
                first += q;
            } else {
                second += q;
            }
        }
        put(rounded, group, block, largest / 127f, first, second);
    }

    private static void put(MemorySegment rounded, long group, int block, float scale, int first, int second) {
        rounded.set(Little.FLOAT, group + SCALES + 4L * block, scale);
        rounded.set(Little.FLOAT, group + SUMS + 4L * block, scale * (first + second));
        rounded.set(Little.INT, group + COUNTS + 4L * block, COUNTED * (first + second));
        rounded.set(Little.SHORT, group + HALVES + 4L * block, (short) first);
        rounded.set(Little.SHORT, group + HALVES + 4L * block + 2, (short) second);
        rounded.set(Little.INT, group + HALF_COUNTS + 8L * block, COUNTED * first);
        rounded.set(Little.INT, group + HALF_COUNTS + 8L * block + 4, COUNTED * second);
        rounded.set(Little.FLOAT, group + HALF_SUMS + 4L * block, scale * first);
        rounded.set(Little.FLOAT, group + HALF_SUMS + 4L * (BLOCKS + block), scale * second);
    }
}
