package org.cria.kernels.backend.cpu.x86;

/**
 * The integers of a format as kernels take them.
 *
 * @param blockValues of the format: 32 or 256
 * @param blockBytes of such a block
 * @param most the largest level once {@code offset} makes all of them positive
 * @param offset what was added for that, a power of two, or 0
 * @param halves whether 16 values share a scale, and not 32
 * @param minima whether values that share a scale have a minimum
 */
record Levels(int blockValues, int blockBytes, int most, int offset, boolean halves, boolean minima) {
    /** Bytes of 256 values. */
    int groupBytes() {
        return blockBytes * (256 / blockValues);
    }

    /** Whether four products of a level and an activation fit 16 bits with their sign. */
    boolean foursFit() {
        return 4 * most * 127 <= Short.MAX_VALUE;
    }

    /** Whether eight do. */
    boolean eightsFit() {
        return 8 * most * 127 <= Short.MAX_VALUE;
    }

    /** Whether two do not even, so that 16 bits would saturate: levels keep their sign where products of bytes have no more. */
    boolean large() {
        return 2 * most * 127 > Short.MAX_VALUE;
    }
}
