package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.bytes.ByteActivations;

/**
 * 16 rows of weights as prompts are multiplied with: blocks of 32 columns, in the order of their sums, so first those of the first of eight
 * parts, then of the second, and so on.
 *
 * <pre>
 * byte   0  levels   uint8[8][16][4]: four columns of each row, 128 more than the weight's, so that every format is corrected alike
 * byte 512  d        f32[16]: of each row
 *           minimum  f32[16], where the format has minima
 *           scales   f32[2][16], where halves of blocks have scales
 * </pre>
 */
record PanelLayout(Levels levels) {
    static final int ROWS = 16;
    static final int D = ByteActivations.BLOCK * ROWS;
    static final int VECTOR = 64;
    /** What all levels are too large by: at most 127 more than what their format adds. */
    static final int OFFSET = -ByteActivations.COUNTED;

    int minimum() {
        return D + VECTOR;
    }

    int scales() {
        return minimum() + (levels.minima() ? VECTOR : 0);
    }

    /** Bytes of a block. */
    int blockBytes() {
        return scales() + (levels.halves() ? 2 * VECTOR : 0);
    }

    /** Bytes of a panel. */
    long bytes(int columns) {
        return (long) ByteActivations.groups(columns) * ByteActivations.BLOCKS * blockBytes();
    }

    /** Tokens whose sums, of a block and of all, fit the registers; halves of blocks need a third sum. */
    int mostTokens() {
        return levels.halves() ? 8 : 12;
    }
}
