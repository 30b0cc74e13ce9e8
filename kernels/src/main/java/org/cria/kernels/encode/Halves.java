package org.cria.kernels.encode;

/** Numbers of two and four bytes inside encoded blocks, little-endian. */
final class Halves {
    private Halves() {}

    /** Writes {@code value} as fp16, rounded to nearest even. Returns it as it reads. */
    static float fp16(byte[] target, int at, float value) {
        short half = Float.floatToFloat16(value);
        target[at] = (byte) half;
        target[at + 1] = (byte) (half >> 8);
        return Float.float16ToFloat(half);
    }

    static void int32(byte[] target, int at, int value) {
        for (int i = 0; i < 4; i++) {
            target[at + i] = (byte) (value >>> (8 * i));
        }
    }
}
