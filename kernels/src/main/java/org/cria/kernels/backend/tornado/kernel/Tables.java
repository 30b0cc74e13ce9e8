package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * Numbers of 16 and 32 bits as f32, by table: devices without {@code cl_khr_fp16} have no other exact way that is as fast, and
 * none makes a float from its bits (docs/adr/0004). One array holds four tables: every fp16 value, every bf16 value, for each
 * sign and exponent of an f32 what one unit of its lower 16 bits is worth, and the same for those of an fp16 number.
 */
public final class Tables {
    private static final int BF16 = 1 << 16;
    private static final int UNITS = 2 << 16;
    private static final int POWERS_AT = UNITS + 512;
    /** How many signs with exponents fp16 numbers have. */
    static final int POWERS = 64;

    private static final int SIZE = POWERS_AT + POWERS;

    private Tables() {}

    /** [131648] the tables; on the host. */
    public static FloatArray make() {
        FloatArray tables = new FloatArray(SIZE);
        for (int bits = 0; bits < 1 << 16; bits++) {
            tables.set(bits, Float.float16ToFloat((short) bits));
            tables.set(BF16 + bits, Float.intBitsToFloat(bits << 16));
        }
        for (int top = 0; top < 512; top++) {
            // Subnormals have the exponent of the smallest normal numbers.
            float unit = (float) Math.scalb(1.0, Math.max(top & 0xFF, 1) - 150);
            tables.set(UNITS + top, top < 256 ? unit : -unit);
        }
        for (int top = 0; top < POWERS; top++) {
            // With the largest exponent the smallest significand is infinite already.
            int exponent = (top & 31) == 31 ? 118 : Math.max(top & 31, 1) - 25;
            float power = (float) Math.scalb(1.0, exponent);
            tables.set(POWERS_AT + top, top < 32 ? power : -power);
        }
        return tables;
    }

    /** The fp16 number with these bits; what is above them does not matter. */
    static float f16(FloatArray tables, int bits) {
        return tables.get(bits & 0xFFFF);
    }

    /**
     * What one unit of the {@linkplain #significand significand} of an fp16 number is worth, by its {@link #top}: 256 bytes that a
     * group has in local memory, where a look-up in the whole table would read up to 32 lines for a warp.
     */
    static float power(FloatArray tables, int top) {
        return tables.get(POWERS_AT + top);
    }

    /** 2 to the power of an exponent between -149 and 105. */
    static float powerOfTwo(FloatArray tables, int exponent) {
        return tables.get(UNITS + 150 + exponent);
    }

    /** Sign and exponent of the fp16 number with these bits, 0 to 63; what is above them does not matter. */
    static int top(int bits) {
        return (bits >> 10) & 63;
    }

    /** The number with these bits in units of {@link #power}, without its sign: exact, as is their product. */
    static int significand(int bits) {
        return (bits & 0x3FF) | ((bits & 0x7C00) == 0 ? 0 : 0x400);
    }

    /** The bf16 number with these bits; what is above them does not matter. */
    static float bf16(FloatArray tables, int bits) {
        return tables.get(BF16 + (bits & 0xFFFF));
    }

    /** The f32 number with these bits: exact, since both products and their sum are. */
    static float f32(FloatArray tables, int bits) {
        return tables.get(BF16 + ((bits >> 16) & 0xFFFF))
                + (bits & 0xFFFF) * tables.get(UNITS + ((bits >> 23) & 0x1FF));
    }

    /**
     * The bits of the fp16 number nearest to a value, ties to even, without any conversion that devices lack: the exponent is
     * found in four halvings, which are exact.
     */
    static short toF16(float value) {
        float size = Math.abs(value);
        int sign = value < 0 ? 0x8000 : 0;
        int bits = 0;
        if (!(size < 65520f)) { // NaN too: what is no number must not become one
            bits = 0x7C00;
        } else if (size < 6.103515625e-5f) { // 2^-14: subnormal, in units of 2^-24
            bits = nearest(size * 16777216f);
        } else {
            int exponent = 15;
            if (size >= 256f) {
                size *= 0.00390625f;
                exponent += 8;
            }
            if (size >= 16f) {
                size *= 0.0625f;
                exponent += 4;
            }
            if (size >= 4f) {
                size *= 0.25f;
                exponent += 2;
            }
            if (size >= 2f) {
                size *= 0.5f;
                exponent += 1;
            }
            if (size < 0.0078125f) {
                size *= 256f;
                exponent -= 8;
            }
            if (size < 0.125f) {
                size *= 16f;
                exponent -= 4;
            }
            if (size < 0.5f) {
                size *= 4f;
                exponent -= 2;
            }
            if (size < 1f) {
                size *= 2f;
                exponent -= 1;
            }
            bits = exponent * 1024 + nearest((size - 1f) * 1024f); // a carry goes into the exponent, as it should
        }
        return (short) (sign | bits);
    }

    private static int nearest(float value) {
        int whole = (int) value;
        float rest = value - whole;
        return rest > 0.5f || (rest == 0.5f && (whole & 1) == 1) ? whole + 1 : whole;
    }
}
