package org.cria.testmodels;

import java.util.Arrays;

/** Encodes values in the simple formats, by rounding to the nearest. */
public final class Encoder {
    private static final int BLOCK = 32;

    private Encoder() {}

    public static byte[] f32(float[] values) {
        byte[] bytes = new byte[4 * values.length];
        for (int i = 0; i < values.length; i++) {
            GgufImage.put(bytes, 4 * i, 4, Float.floatToRawIntBits(values[i]));
        }
        return bytes;
    }

    public static byte[] f16(float[] values) {
        byte[] bytes = new byte[2 * values.length];
        for (int i = 0; i < values.length; i++) {
            GgufImage.put(bytes, 2 * i, 2, Float.floatToFloat16(values[i]));
        }
        return bytes;
    }

    public static byte[] bf16(float[] values) {
        byte[] bytes = new byte[2 * values.length];
        for (int i = 0; i < values.length; i++) {
            int bits = Float.floatToRawIntBits(values[i]);
            int nearestEven = bits + 0x7FFF + (bits >>> 16 & 1);
            GgufImage.put(bytes, 2 * i, 2, nearestEven >>> 16);
        }
        return bytes;
    }

    /** Blocks of one fp16 scale and 32 int8. */
    public static byte[] q8_0(float[] values) {
        byte[] bytes = new byte[values.length / BLOCK * 34];
        for (int block = 0; block < values.length / BLOCK; block++) {
            float[] part = Arrays.copyOfRange(values, block * BLOCK, (block + 1) * BLOCK);
            float scale = Math.abs(largest(part)) / 127;
            int at = block * 34;
            GgufImage.put(bytes, at, 2, Float.floatToFloat16(scale));
            for (int i = 0; i < BLOCK; i++) {
                bytes[at + 2 + i] = (byte) (scale == 0 ? 0 : Math.round(part[i] / scale));
            }
        }
        return bytes;
    }

    /** Blocks of one fp16 scale and 32 values of 4 bits, 8 meaning zero; byte j holds values j (low) and j + 16. */
    public static byte[] q4_0(float[] values) {
        byte[] bytes = new byte[values.length / BLOCK * 18];
        for (int block = 0; block < values.length / BLOCK; block++) {
            float[] part = Arrays.copyOfRange(values, block * BLOCK, (block + 1) * BLOCK);
            float scale = largest(part) / -8;
            int at = block * 18;
            GgufImage.put(bytes, at, 2, Float.floatToFloat16(scale));
            for (int i = 0; i < BLOCK; i++) {
                int nibble = scale == 0 ? 8 : Math.clamp(Math.round(part[i] / scale) + 8, 0, 15);
                bytes[at + 2 + i % 16] |= (byte) (i < 16 ? nibble : nibble << 4);
            }
        }
        return bytes;
    }

    /** The value of largest magnitude, with its sign. */
    private static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            if (Math.abs(value) > Math.abs(largest)) {
                largest = value;
            }
        }
        return largest;
    }
}
