package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.ShortArray;

/**
 * Reads weights in their own format. A row is an array of 16-bit words, since every format's block is a whole number of them; it
 * is read in runs of 16 values, which share a scale and a minimum in every format:
 * {@code value = scale · quant - minimum}.
 *
 * <p>The format is a number that the device's compiler knows, so that of each switch one branch is left (docs/adr/0004).
 */
public final class Encoded {
    /** Values in a run. */
    public static final int RUN = 16;

    // GGUF's numbers, so that the host passes Format.ggmlType().
    static final int F32 = 0;
    static final int F16 = 1;
    static final int Q4_0 = 2;
    static final int Q8_0 = 8;
    static final int Q4_K = 12;
    static final int Q5_K = 13;
    static final int Q6_K = 14;
    static final int BF16 = 30;

    private Encoded() {}

    /** Whether kernels read this format, by its number in GGUF files. */
    public static boolean reads(int format) {
        return switch (format) {
            case F32, F16, Q4_0, Q8_0, Q4_K, Q5_K, Q6_K, BF16 -> true;
            default -> false;
        };
    }

    /** Whether values stand alone, so that a row need not be whole runs. */
    static boolean isLoose(int format) {
        return format == F32 || format == F16 || format == BF16;
    }

    /** Whether runs have a minimum. */
    static boolean hasMinimum(int format) {
        return format == Q4_K || format == Q5_K;
    }

    /** Words of a row of {@code columns} values. */
    static int words(int columns, int format) {
        return switch (format) {
            case F32 -> columns * 2;
            case Q4_0 -> columns / 32 * 9;
            case Q8_0 -> columns / 32 * 17;
            case Q4_K -> columns / 256 * 72;
            case Q5_K -> columns / 256 * 88;
            case Q6_K -> columns / 256 * 105;
            default -> columns;
        };
    }

    /** The scale of a run of the row that begins at word {@code at}. */
    static float scale(ShortArray w, int at, int run, FloatArray tables, int format) {
        return switch (format) {
            case Q4_0 -> Tables.f16(tables, w.get(at + (run >> 1) * 9));
            case Q8_0 -> Tables.f16(tables, w.get(at + (run >> 1) * 17));
            case Q4_K -> Tables.f16(tables, w.get(at + (run >> 4) * 72)) * scaleOf8(w, at + (run >> 4) * 72 + 2, run);
            case Q5_K -> Tables.f16(tables, w.get(at + (run >> 4) * 88)) * scaleOf8(w, at + (run >> 4) * 88 + 2, run);
            case Q6_K ->
                Tables.f16(tables, w.get(at + (run >> 4) * 105 + 104))
                        * signed(w.get(at + (run >> 4) * 105 + 96 + ((run & 15) >> 1)), run & 1);
            default -> 1f;
        };
    }

    /** What is taken off every value of a run. */
    static float minimum(ShortArray w, int at, int run, FloatArray tables, int format) {
        return switch (format) {
            case Q4_K ->
                Tables.f16(tables, w.get(at + (run >> 4) * 72 + 1)) * minimumOf8(w, at + (run >> 4) * 72 + 2, run);
            case Q5_K ->
                Tables.f16(tables, w.get(at + (run >> 4) * 88 + 1)) * minimumOf8(w, at + (run >> 4) * 88 + 2, run);
            default -> 0f;
        };
    }

    /**
     * The sum of a run's products, of the sum of its quants times what they are multiplied with.
     *
     * @param plain the sum of what they are multiplied with, where the format {@linkplain #hasMinimum has a minimum}
     */
    static float scaled(ShortArray w, int at, int run, float part, float plain, FloatArray tables, int format) {
        float scaled = part * scale(w, at, run, tables, format);
        return hasMinimum(format) ? scaled - plain * minimum(w, at, run, tables, format) : scaled;
    }

    /**
     * Two neighbours of a run, {@code 2 · pair} and the one behind it, times what belongs to them, before scale and minimum. Pairs
     * because a word holds two values: which half is which must not be computed in the innermost loop (1.9 to 4.0 GMAC/s on PoCL).
     */
    static float products(
            ShortArray w, int at, int run, int pair, float even, float odd, FloatArray tables, int format) {
        return quant(w, at, run, pair, 0, tables, format) * even + quant(w, at, run, pair, 1, tables, format) * odd;
    }

    /**
     * A value of a run, before scale and minimum.
     *
     * @param pair 0 to 7
     * @param odd which of the pair, 0 or 1; a constant where it matters
     */
    static float quant(ShortArray w, int at, int run, int pair, int odd, FloatArray tables, int format) {
        return switch (format) {
            case F32 ->
                Tables.f32(
                        tables,
                        w.get(at + 32 * run + 4 * pair + 2 * odd),
                        w.get(at + 32 * run + 4 * pair + 2 * odd + 1));
            case F16 -> Tables.f16(tables, w.get(at + 16 * run + 2 * pair + odd));
            case BF16 -> Tables.bf16(tables, w.get(at + 16 * run + 2 * pair + odd));
            // The float first: 8 taken off an unsigned nibble would wrap on devices.
            case Q4_0 -> (float) bits(w.get(at + (run >> 1) * 9 + 1 + pair), 8 * odd + 4 * (run & 1), 15) - 8f;
            case Q8_0 -> (float) signed(w.get(at + (run >> 1) * 17 + 1 + 8 * (run & 1) + pair), odd);
            case Q4_K -> (float) nibbleOf8(w, at + (run >> 4) * 72 + 8, run, pair, odd);
            case Q5_K ->
                (float) (nibbleOf8(w, at + (run >> 4) * 88 + 24, run, pair, odd)
                        + 16
                                * bits(
                                        w.get(at + (run >> 4) * 88 + 8 + 8 * (run & 1) + pair),
                                        8 * odd + ((run & 15) >> 1),
                                        1));
            case Q6_K -> (float) sixBits(w, at + (run >> 4) * 105, run, pair, odd) - 32f;
            default -> 0f;
        };
    }

    /** A value by its column, in a format without blocks. */
    static float single(ShortArray w, int at, int column, FloatArray tables, int format) {
        return switch (format) {
            case F32 -> Tables.f32(tables, w.get(at + 2 * column), w.get(at + 2 * column + 1));
            case F16 -> Tables.f16(tables, w.get(at + column));
            case BF16 -> Tables.bf16(tables, w.get(at + column));
            default -> 0f;
        };
    }

    /** Some bits of a word. */
    private static int bits(short word, int shift, int mask) {
        return (word >> shift) & mask;
    }

    /** The lower or the upper byte of a word, -128 to 127. */
    private static int signed(short word, int odd) {
        return (word << (24 - 8 * odd)) >> 24;
    }

    /** Byte {@code index} of the bytes that begin at word {@code at}, 0 to 255. */
    private static int unsigned(ShortArray w, int at, int index) {
        return (w.get(at + (index >> 1)) >> ((index & 1) * 8)) & 0xFF;
    }

    /** Q4_K and Q5_K: 64 values share 32 bytes, the first half of them in the low nibbles. */
    private static int nibbleOf8(ShortArray w, int at, int run, int pair, int odd) {
        int part = (run & 15) >> 1;
        return bits(w.get(at + (part >> 1) * 16 + (run & 1) * 8 + pair), 8 * odd + 4 * (part & 1), 15);
    }

    /** Q6_K: four bits in one place, two in another; each half of a block in four quarters of 32 values. */
    private static int sixBits(ShortArray w, int at, int run, int pair, int odd) {
        int half = (run & 15) >> 3;
        int quarter = (run & 7) >> 1;
        int word = (run & 1) * 8 + pair;
        int low = bits(w.get(at + half * 32 + (quarter & 1) * 16 + word), 8 * odd + 4 * (quarter >> 1), 15);
        int high = bits(w.get(at + 64 + half * 16 + word), 8 * odd + 2 * quarter, 3);
        return low + 16 * high;
    }

    /** Q4_K and Q5_K: eight scales of 6 bits in 12 bytes; those of the last four are in two places. */
    private static int scaleOf8(ShortArray w, int at, int run) {
        int part = (run & 15) >> 1;
        return part < 4
                ? unsigned(w, at, part) & 63
                : (unsigned(w, at, part + 4) & 15) | ((unsigned(w, at, part - 4) >> 6) << 4);
    }

    private static int minimumOf8(ShortArray w, int at, int run) {
        int part = (run & 15) >> 1;
        return part < 4
                ? unsigned(w, at, part + 4) & 63
                : (unsigned(w, at, part + 4) >> 4) | ((unsigned(w, at, part) >> 6) << 4);
    }
}
