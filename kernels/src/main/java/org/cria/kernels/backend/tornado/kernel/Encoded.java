package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Reads packed weights: the bits of their own format in an order that suits devices (docs/adr/0021). A row's columns are units of 32
 * values. What a format stores of a unit are words of 32 bits, and a row has the first word of every unit, then the second of every
 * unit, and so on: work-items that take a unit each read neighbouring words, whatever the format. Scales follow the values.
 *
 * <p>The values of half a unit share a scale and a minimum in every format: {@code value = scale · quant - minimum}. In formats without
 * blocks columns beyond the last whole unit follow as they are.
 *
 * <p>The format is a number that the device's compiler knows, so that of each switch one branch is left (docs/adr/0004).
 */
public final class Encoded {
    /** Values of a unit. */
    public static final int UNIT = 32;
    /** Values that share a scale: half a unit. */
    public static final int HALF = 16;

    // GGUF's numbers, so that the host passes Format.ggmlType().
    public static final int F32 = 0;
    public static final int F16 = 1;
    public static final int Q4_0 = 2;
    public static final int Q8_0 = 8;
    public static final int Q4_K = 12;
    public static final int Q5_K = 13;
    public static final int Q6_K = 14;
    public static final int BF16 = 30;

    private Encoded() {}

    /** Whether kernels read this format, by its number in GGUF files. */
    public static boolean reads(int format) {
        return switch (format) {
            case F32, F16, Q4_0, Q8_0, Q4_K, Q5_K, Q6_K, BF16 -> true;
            default -> false;
        };
    }

    /** Whether values stand alone, so that a row need not be whole units. */
    static boolean isLoose(int format) {
        return format == F32 || format == F16 || format == BF16;
    }

    /** Whether values have a minimum. */
    static boolean hasMinimum(int format) {
        return !isLoose(format) && format != Q8_0;
    }

    /** Whether the halves of a unit differ in their scales. */
    public static boolean hasHalves(int format) {
        return format == Q6_K;
    }

    /**
     * How many of the values of half a unit are read at a time on devices that have several lanes to a row, so that the words of
     * several rows have room in registers.
     */
    static int stretch(int format) {
        return switch (format) {
            case F32 -> 4;
            case F16, BF16, Q6_K -> 8;
            default -> HALF;
        };
    }

    /** Words of the values of a unit, the scales not counted. */
    public static int valueWords(int format) {
        return switch (format) {
            case F32 -> 32;
            case Q4_0, Q4_K -> 4;
            case Q5_K -> 5;
            case Q6_K -> 6;
            case Q8_0 -> 8;
            default -> 16;
        };
    }

    /** Words of a row of {@code columns} values. */
    public static int words(int columns, int format) {
        int units = columns / UNIT;
        int values = units * valueWords(format);
        return switch (format) {
            case F32 -> columns;
            case Q4_0, Q8_0 -> values + (units + 1) / 2;
            case Q4_K, Q5_K -> values + units / 2 + units / 8;
            case Q6_K -> values + units / 2 + (units + 15) / 16;
            default -> (columns + 1) / 2;
        };
    }

    /**
     * The scale of half a unit.
     *
     * @param at where the row begins
     * @param units of the row
     * @param half 0 or 1
     */
    static float scale(IntArray w, int at, int units, int unit, int half, FloatArray tables, int format) {
        int scales = at + units * valueWords(format);
        return switch (format) {
            case Q4_0, Q8_0 -> Tables.f16(tables, sixteen(w, scales, unit));
            case Q4_K, Q5_K ->
                Tables.f16(tables, w.get(scales + (units >> 1) + (unit >> 3))) * (sixteen(w, scales, unit) & 0xFF);
            case Q6_K ->
                Tables.f16(tables, sixteen(w, scales + (units >> 1), unit >> 3))
                        * signed(w.get(scales + (unit >> 1)), 2 * (unit & 1) + half);
            default -> 1f;
        };
    }

    /** What is taken off every value of half a unit. */
    static float minimum(IntArray w, int at, int units, int unit, int half, FloatArray tables, int format) {
        int scales = at + units * valueWords(format);
        return switch (format) {
            case Q4_K, Q5_K ->
                Tables.f16(tables, w.get(scales + (units >> 1) + (unit >> 3)) >> 16)
                        * ((sixteen(w, scales, unit) >> 8) & 0xFF);
            case Q4_0 -> 8f * scale(w, at, units, unit, half, tables, format);
            case Q6_K -> 32f * scale(w, at, units, unit, half, tables, format);
            default -> 0f;
        };
    }

    /**
     * A sum of products, of the sum of quants times what they are multiplied with.
     *
     * @param plain the sum of what they are multiplied with, where the format {@linkplain #hasMinimum has a minimum}
     */
    static float scaled(
            IntArray w, int at, int units, int unit, int half, float part, float plain, FloatArray tables, int format) {
        float scaled = part * scale(w, at, units, unit, half, tables, format);
        return hasMinimum(format) ? scaled - plain * minimum(w, at, units, unit, half, tables, format) : scaled;
    }

    /**
     * A value of a unit, before scale and minimum.
     *
     * @param c 0 to 31; a constant where it matters, for then each shift is one
     */
    static float quant(IntArray w, int at, int units, int unit, int c, FloatArray tables, int format) {
        return switch (format) {
            case F32 -> Tables.f32(tables, w.get(at + c * units + unit));
            case F16 -> Tables.f16(tables, w.get(at + (c >> 1) * units + unit) >> (16 * (c & 1)));
            case BF16 -> Tables.bf16(tables, w.get(at + (c >> 1) * units + unit) >> (16 * (c & 1)));
            case Q4_0, Q4_K -> (float) nibble(w, at, units, unit, c);
            case Q8_0 -> (float) signed(w.get(at + (c >> 2) * units + unit), c & 3);
            case Q5_K -> (float) (nibble(w, at, units, unit, c) + 16 * bits(w.get(at + 4 * units + unit), c, 1));
            case Q6_K ->
                (float) (nibble(w, at, units, unit, c)
                        + 16 * bits(w.get(at + (4 + (c >> 4)) * units + unit), 8 * (c & 3) + ((c >> 1) & 6), 3));
            default -> 0f;
        };
    }

    /**
     * A value of a unit as {@link #quant}, but times {@code 1 / lowering}: a power of two, so that bits need not be moved before they
     * become a number. One multiplication of what the values of several rows are multiplied with takes it back, exactly.
     *
     * @param half 0 or 1; a constant, unless {@linkplain #hasHalves halves have scales of their own}
     * @param k 0 to 15, a constant
     */
    static float lifted(IntArray w, int at, int units, int unit, int half, int k, FloatArray tables, int format) {
        int c = half * HALF + k;
        if (format == Q6_K) {
            int shift = 8 * (k & 3);
            int low = (w.get(at + (k >> 2) * units + unit) >> (4 * half)) & (15 << shift);
            int high = moved(w.get(at + (4 + half) * units + unit), ((k >> 1) & 6) - 4) & (48 << shift);
            return (float) (low | high);
        }
        int lift = lift(half, k, format);
        if (lift == 0) {
            return quant(w, at, units, unit, c, tables, format);
        }
        int low = w.get(at + (k >> 2) * units + unit) & (15 << lift);
        return format == Q5_K
                ? (float) (low | (moved(w.get(at + 4 * units + unit), c - lift - 4) & (16 << lift)))
                : (float) low;
    }

    /** What makes a {@linkplain #lifted value} of what it is multiplied with. */
    static float lowering(int half, int k, int format) {
        return 1f / (float) (1 << lift(half, k, format));
    }

    /** How far the four bits of a value are from the end of their word; 0 where they must be moved, for the sign's sake, or are none. */
    private static int lift(int half, int k, int format) {
        int shift = 8 * (k & 3) + (format == Q6_K ? 0 : 4 * half);
        return isLoose(format) || format == Q8_0 || shift == 28 ? 0 : shift;
    }

    /** Bits moved down, or up where {@code down} is negative. */
    private static int moved(int word, int down) {
        return down >= 0 ? word >> down : word << -down;
    }

    /** A value by its column, in a format without blocks. */
    static float single(IntArray w, int at, int columns, int column, FloatArray tables, int format) {
        int units = columns / UNIT;
        int beyond = column - units * UNIT;
        int words = at + units * valueWords(format);
        return switch (format) {
            case F32 ->
                beyond < 0
                        ? quant(w, at, units, column / UNIT, column % UNIT, tables, format)
                        : Tables.f32(tables, w.get(words + beyond));
            case F16 ->
                beyond < 0
                        ? quant(w, at, units, column / UNIT, column % UNIT, tables, format)
                        : Tables.f16(tables, w.get(words + (beyond >> 1)) >> (16 * (beyond & 1)));
            case BF16 ->
                beyond < 0
                        ? quant(w, at, units, column / UNIT, column % UNIT, tables, format)
                        : Tables.bf16(tables, w.get(words + (beyond >> 1)) >> (16 * (beyond & 1)));
            default -> 0f;
        };
    }

    /** A value by its column, in any format. */
    static float value(IntArray w, int at, int columns, int column, FloatArray tables, int format) {
        if (isLoose(format)) {
            return single(w, at, columns, column, tables, format);
        }
        int units = columns / UNIT;
        int unit = column / UNIT;
        int c = column % UNIT;
        return quant(w, at, units, unit, c, tables, format) * scale(w, at, units, unit, c >> 4, tables, format)
                - minimum(w, at, units, unit, c >> 4, tables, format);
    }

    /** Four bits: bytes of a unit's first 16 values in the lower halves, of the others in the upper ones. */
    private static int nibble(IntArray w, int at, int units, int unit, int c) {
        return bits(w.get(at + ((c & 15) >> 2) * units + unit), 8 * (c & 3) + 4 * (c >> 4), 15);
    }

    /** Some bits of a word. */
    private static int bits(int word, int shift, int mask) {
        return (word >> shift) & mask;
    }

    /** A byte of a word, -128 to 127. */
    private static int signed(int word, int index) {
        return (word << (24 - 8 * index)) >> 24;
    }

    /** Number {@code index} of 16 bits behind word {@code at}; what is above them is anything. */
    private static int sixteen(IntArray w, int at, int index) {
        return w.get(at + (index >> 1)) >> (16 * (index & 1));
    }
}
