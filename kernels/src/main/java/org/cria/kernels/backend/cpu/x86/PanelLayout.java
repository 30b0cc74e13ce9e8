package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.bytes.ByteActivations;

/**
 * 16 rows of weights as prompts are multiplied with: blocks of 32 columns, in the order of their sums, so first those of the first of eight
 * parts, then of the second, and so on.
 *
 * <pre>
 * byte   0  levels   uint8[8][16][4]: four columns of each row, {@link #offset} more than the weight's; int8 where {@link #signed}
 * byte 512  d        f32[16]: of each row
 *           minimum  f32[16], where the format has minima; f32[2][16] of halves of blocks, where those have them
 *           scales   where halves of blocks have scales: f32[2][16]; without AVX-512 int16[2][16][2], each scale twice
 *           offsets  without AVX-512, where halves have scales: int16[16][2], −offset · scale of both halves; where levels are
 *                    {@link #signed}: int32[16], the sum of −level over those below 0
 * </pre>
 */
record PanelLayout(Levels levels, InstructionSet set) {
    static final int ROWS = 16;
    static final int D = ByteActivations.BLOCK * ROWS;
    /** Bytes of a number of 32 bits for each row. */
    static final int VECTOR = ROWS * Integer.BYTES;
    /** Where the first block begins. Before it is the address of what the product asks for meanwhile, or 0. */
    static final int START = 64;
    /** Tokens whose sums of a block fit the registers of AVX2. */
    static final int NARROW_TOKENS = 4;

    boolean wide() {
        return set == InstructionSet.AVX512;
    }

    /**
     * What all levels are too large by. With AVX-512 it is the same for all formats, at most 127 more than what they add themselves; else
     * levels are as small as they can be, since products of bytes are added in 16 bits.
     */
    int offset() {
        return wide() ? -ByteActivations.COUNTED : signed() ? 0 : levels.offset();
    }

    /**
     * Whether levels have a sign: those that fill their byte, where sums of two products just fit 16 bits. Levels in two halves of four bits,
     * whose products can be added in 16 bits, took a quarter more time on Zen 3, and levels as 16 bits a tenth.
     */
    boolean signed() {
        return levels.large() && set == InstructionSet.AVX2;
    }

    int minimum() {
        return D + VECTOR;
    }

    int scales() {
        return minimum() + (levels.minima() ? levels.halves() ? 2 * VECTOR : VECTOR : 0);
    }

    int offsets() {
        return scales() + (levels.halves() ? 2 * VECTOR : 0);
    }

    /** Bytes of a block. */
    int blockBytes() {
        return offsets() + (signed() || (levels.halves() && !wide()) ? VECTOR : 0);
    }

    /** Bytes of a panel. */
    long bytes(int columns) {
        return START + (long) ByteActivations.groups(columns) * ByteActivations.BLOCKS * blockBytes();
    }

    /**
     * The most tokens of a call. With AVX-512 their sums, of a block and of all, fit the registers; halves of blocks need a third sum. With
     * AVX2 it is {@link #NARROW_TOKENS} a few times.
     */
    int mostTokens() {
        return wide() ? levels.halves() ? 8 : 12 : 6 * NARROW_TOKENS;
    }
}
