package org.cria.kernels.encode;

/** Packs 32 codes of 4 or 5 bits as blocks of 32 have them. */
final class Nibbles {
    private static final int HALF = 16;

    private Nibbles() {}

    /**
     * Writes the low four bits of code {@code i} and of code {@code i + 16} into byte {@code i}, and before them, if there are any, the fifth bits.
     *
     * @param codes the first at {@code start}, each {@code stride} after the one before
     */
    static void pack(int[] codes, int start, int stride, boolean fiveBits, byte[] target, int at) {
        int to = at;
        if (fiveBits) {
            int fifth = 0;
            for (int i = 0; i < 2 * HALF; i++) {
                fifth |= (codes[start + i * stride] >> 4 & 1) << i;
            }
            Halves.int32(target, to, fifth);
            to += Integer.BYTES;
        }
        for (int i = 0; i < HALF; i++) {
            int low = codes[start + i * stride] & 0xF;
            int high = codes[start + (i + HALF) * stride] & 0xF;
            target[to + i] = (byte) (low | high << 4);
        }
    }
}
