package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * Blocks of 32 cached values in Q8_0, to the bit as the host makes them ({@code CellEncoder}): a 127th of the largest magnitude is a step,
 * values are whole numbers of steps, and the step is kept as fp16.
 *
 * <p>Devices divide with an error of some units in the last place and fuse products with sums, so both divisions are of whole numbers, and a
 * product with the inverse is compared and never added to.
 */
final class CachedBlock {
    /** Values of a block. */
    static final int VALUES = 32;

    /** Values of a word. */
    static final int OF_WORD = 4;

    /** A step of fp16's from here on is infinite. So is one of this size or more, or of what is no number. */
    private static final float BEYOND = 8796093022208f; // 2^43

    /** The smallest magnitude, as a power of two, whose step is looked at; fp16 has none for those below. */
    private static final int LOWEST = -20;

    private static final int SIGNIFICAND = (1 << 25) - 1;

    private CachedBlock() {}

    /** The magnitude of a value, for the largest of a block. */
    static float size(float value) {
        float size = Math.abs(value);
        return size < BEYOND ? size : BEYOND;
    }

    /**
     * The step of a block whose largest magnitude is this, rounded to f32 and not yet to fp16: its significand and, 25 bits up, its exponent.
     * 0 where the block has no step.
     */
    static int step(FloatArray tables, float largest) {
        if (largest < 9.5367431640625e-7f) { // 2^LOWEST
            return 0;
        }
        int exponent = LOWEST;
        for (int more = 32; more > 0; more >>= 1) {
            if (largest >= Tables.powerOfTwo(tables, exponent + more)) {
                exponent += more;
            }
        }
        int significand = (int) (largest * Tables.powerOfTwo(tables, 23 - exponent));
        // Of 24 bits; half of 127 is no whole number, so that nothing is in the middle between two.
        int quotient = (128 * significand + 63) / 127;
        if (quotient > 1 << 24) {
            quotient = 2 * ((64 * significand + 63) / 127);
        }
        return quotient | (exponent - LOWEST) << 25;
    }

    private static int exponent(int step) {
        return (step >> 25) + LOWEST - 30;
    }

    private static float exact(FloatArray tables, int step) {
        return (float) (step & SIGNIFICAND) * Tables.powerOfTwo(tables, exponent(step));
    }

    /** A step as it is kept, a number of fp16. */
    static float scale(FloatArray tables, int step) {
        return Tables.f16(tables, Tables.toF16(exact(tables, step)));
    }

    /** What values are multiplied with; 0 where the kept step is 0 or infinite. */
    static float inverse(FloatArray tables, int step) {
        float exact = exact(tables, step);
        if (exact <= 2.98023223876953125e-8f
                || exact >= 65520f) { // 2^-25, the middle between 0 and the smallest of fp16
            return 0f;
        }
        int significand = step & SIGNIFICAND;
        int halved = significand > 1 << 24 ? 1 : 0;
        int divisor =
                significand >> halved; // 2^23 to 2^24, and so is the quotient, which is never in the middle between two
        long quotient = ((1L << 47) + (divisor >> 1)) / divisor;
        return (float) (int) quotient * Tables.powerOfTwo(tables, -47 - halved - exponent(step));
    }

    /** How many steps a value is: the nearest, halves away from zero. */
    static int steps(float value, float inverse) {
        float scaled = Math.abs(value) * inverse;
        int whole = (int) scaled;
        // The largest f32 below a half is a half away from 1 as f32 adds.
        float bound = whole == 0 ? 0.49999997f : whole + 0.5f;
        if (scaled >= bound) {
            whole += 1;
        }
        return value < 0f ? -whole : whole;
    }

    /** Four values as a word, the first one lowest. */
    static int word(float first, float second, float third, float fourth, float inverse) {
        return (steps(first, inverse) & 0xFF)
                | (steps(second, inverse) & 0xFF) << 8
                | (steps(third, inverse) & 0xFF) << 16
                | steps(fourth, inverse) << 24;
    }

    /** Four neighbours as a word. */
    static int word(FloatArray x, int from, float inverse) {
        return word(x.get(from), x.get(from + 1), x.get(from + 2), x.get(from + 3), inverse);
    }

    /** A value of a word in steps. */
    static float value(int word, int index) {
        return (float) ((word << (24 - 8 * index)) >> 24);
    }

    /** Σ of four values of a word times others, in steps. */
    static float dot(int word, float first, float second, float third, float fourth) {
        return first * value(word, 0) + second * value(word, 1) + third * value(word, 2) + fourth * value(word, 3);
    }

    /** The largest magnitude of a block of values. */
    static float largest(FloatArray x, int from) {
        float largest = 0f;
        for (int i = 0; i < VALUES; i++) {
            largest = Math.max(largest, size(x.get(from + i)));
        }
        return largest;
    }
}
