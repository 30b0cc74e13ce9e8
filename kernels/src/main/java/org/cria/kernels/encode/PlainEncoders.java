package org.cria.kernels.encode;

import org.jspecify.annotations.Nullable;

/** Formats in which nothing is chosen: each value, or each block's largest, says what the bytes are. Importance changes nothing. */
final class PlainEncoders {
    private static final int Q8_VALUES = 32;
    private static final int Q8_BYTES = 34;

    private PlainEncoders() {}

    static void f32(float[] values, int rows, int columns, float @Nullable [] importance, byte[] target) {
        for (int i = 0; i < rows * columns; i++) {
            Halves.int32(target, 4 * i, Float.floatToRawIntBits(values[i]));
        }
    }

    static void f16(float[] values, int rows, int columns, float @Nullable [] importance, byte[] target) {
        for (int i = 0; i < rows * columns; i++) {
            short half = Float.floatToFloat16(values[i]);
            target[2 * i] = (byte) half;
            target[2 * i + 1] = (byte) (half >> 8);
        }
    }

    /** Rounds to nearest even; a NaN stays one. */
    static void bf16(float[] values, int rows, int columns, float @Nullable [] importance, byte[] target) {
        for (int i = 0; i < rows * columns; i++) {
            int bits = Float.floatToRawIntBits(values[i]);
            int upper = Float.isNaN(values[i]) ? bits >>> 16 | 64 : (bits + 0x7FFF + (bits >>> 16 & 1)) >>> 16;
            target[2 * i] = (byte) upper;
            target[2 * i + 1] = (byte) (upper >> 8);
        }
    }

    /** The largest magnitude of a block becomes 127; halves round away from zero. */
    static void q8(float[] values, int rows, int columns, float @Nullable [] importance, byte[] target) {
        for (int block = 0; block < rows * columns / Q8_VALUES; block++) {
            int from = block * Q8_VALUES;
            float largest = 0;
            for (int i = 0; i < Q8_VALUES; i++) {
                largest = Math.max(largest, Math.abs(values[from + i]));
            }
            float scale = largest / 127;
            float inverse = scale == 0 ? 0 : 1 / scale;
            int to = block * Q8_BYTES;
            Halves.fp16(target, to, scale);
            for (int i = 0; i < Q8_VALUES; i++) {
                target[to + 2 + i] = (byte) rounded(values[from + i] * inverse);
            }
        }
    }

    /** Nearest, halves away from zero. Adding a half would round 0.49999997 up. */
    private static int rounded(float value) {
        int whole = (int) value;
        float rest = value - whole;
        return whole + (rest >= 0.5f ? 1 : 0) - (rest <= -0.5f ? 1 : 0);
    }
}
