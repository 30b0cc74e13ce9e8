package org.cria.kernels.encode;

/** Packs 256 codes of 2 bits as Q2_K and Q3_K have them. */
final class TwoBits {
    private TwoBits() {}

    /** Value {@code i} goes to byte {@code 32·(i / 128) + i % 32}, at bit {@code 2·(i / 32 % 4)}; higher bits of codes are left out. */
    static void pack(Groups groups, byte[] target, int at) {
        for (int half = 0; half < 2; half++) {
            for (int i = 0; i < 32; i++) {
                int four = 0;
                for (int quarter = 0; quarter < 4; quarter++) {
                    four |= (groups.codeOf(128 * half + 32 * quarter + i) & 3) << (2 * quarter);
                }
                target[at + 32 * half + i] = (byte) four;
            }
        }
    }
}
