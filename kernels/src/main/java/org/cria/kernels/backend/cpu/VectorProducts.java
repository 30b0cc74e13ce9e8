package org.cria.kernels.backend.cpu;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.cria.kernels.backend.cpu.rows.LaneSum;

/**
 * Matrix × matrix for prompts, in tiles of some rows by some tokens whose sums stay in registers, a chunk of columns at a time
 * so that a tile's activations stay in the first-level cache for all rows. A sum has one accumulator per lane, over all columns
 * in order, then {@link LaneSum#sum}, then the columns that fill no vector: neither tiles nor chunks change its bits.
 */
final class VectorProducts {
    private static final VectorSpecies<Float> SPECIES = LaneSum.SPECIES;
    private static final int LANES = SPECIES.length();

    /**
     * 16 sums need more than the 16 registers of AVX2. AVX-512 and NEON have 32. On a Zen 3 core tiles of 2 × 4 ran at 52 GFLOP/s, of 4 × 4 at
     * 41; 2 × 6 would fit too, but C2 keeps half of its sums on the stack: 38.
     */
    private static final boolean MANY_REGISTERS = LANES != 8;

    private static final int ROWS = MANY_REGISTERS ? 4 : 2;
    private static final int TOKENS = 4;
    private static final int TILE = ROWS * TOKENS * LANES;

    /** Of four tokens 16 KiB: beside the rows of a tile it fits the smallest first-level caches. */
    private static final int CHUNK = 1024;

    private VectorProducts() {}

    /** See {@link Arithmetic#products}. */
    static void run(
            Arithmetic arithmetic,
            float[] w,
            int wRows,
            float[] x,
            int tokens,
            int columns,
            float[] out,
            int outStart,
            int outColumns,
            Scratch scratch) {
        int tiledRows = tokens < TOKENS ? 0 : wRows - wRows % ROWS;
        if (tiledRows > 0) {
            tiles(w, tiledRows, x, tokens, columns, out, outStart, outColumns, scratch);
        }
        for (int t = 0; t < tokens; t++) {
            for (int r = tiledRows; r < wRows; r++) {
                out[t * outColumns + outStart + r] = arithmetic.dot(w, r * columns, x, t * columns, columns);
            }
        }
    }

    private static void tiles(
            float[] w,
            int rows,
            float[] x,
            int tokens,
            int columns,
            float[] out,
            int outStart,
            int outColumns,
            Scratch scratch) {
        int groups = Math.ceilDiv(tokens, TOKENS);
        int length = groups * (rows / ROWS) * TILE;
        float[] sums = scratch.sums(length);
        Arrays.fill(sums, 0, length, 0f);
        int bound = SPECIES.loopBound(columns);
        for (int c = 0; c < bound; c += CHUNK) {
            int chunk = Math.min(CHUNK, bound - c);
            int at = 0;
            for (int g = 0; g < groups; g++) {
                int xStart = first(g, tokens) * columns + c;
                for (int r = 0; r < rows; r += ROWS, at += TILE) {
                    if (MANY_REGISTERS) {
                        tile4x4(w, r * columns + c, x, xStart, columns, chunk, sums, at);
                    } else {
                        tile2x4(w, r * columns + c, x, xStart, columns, chunk, sums, at);
                    }
                }
            }
        }
        int at = 0;
        for (int g = 0; g < groups; g++) {
            for (int r = 0; r < rows; r += ROWS) {
                for (int i = 0; i < ROWS * TOKENS; i++, at += LANES) {
                    int t = first(g, tokens) + i / ROWS;
                    int row = r + i % ROWS;
                    float sum = LaneSum.sum(FloatVector.fromArray(SPECIES, sums, at));
                    for (int k = bound; k < columns; k++) {
                        sum = Math.fma(w[row * columns + k], x[t * columns + k], sum);
                    }
                    out[t * outColumns + outStart + row] = sum;
                }
            }
        }
    }

    /** The first token of a group. The last group ends with the last token and may repeat some of the group before it. */
    private static int first(int group, int tokens) {
        return Math.min(group * TOKENS, tokens - TOKENS);
    }

    /**
     * Adds the products of four rows and four tokens. Nothing but the loop and plain loads and stores is in here: a call that the
     * compiler does not inline would put every accumulator on the heap (30 times slower).
     *
     * @param sums at {@code at}: [4 tokens, 4 rows, lanes]
     */
    private static void tile4x4(
            float[] w, int wStart, float[] x, int xStart, int columns, int length, float[] sums, int at) {
        FloatVector s00 = FloatVector.fromArray(SPECIES, sums, at);
        FloatVector s01 = FloatVector.fromArray(SPECIES, sums, at + LANES);
        FloatVector s02 = FloatVector.fromArray(SPECIES, sums, at + 2 * LANES);
        FloatVector s03 = FloatVector.fromArray(SPECIES, sums, at + 3 * LANES);
        FloatVector s10 = FloatVector.fromArray(SPECIES, sums, at + 4 * LANES);
        FloatVector s11 = FloatVector.fromArray(SPECIES, sums, at + 5 * LANES);
        FloatVector s12 = FloatVector.fromArray(SPECIES, sums, at + 6 * LANES);
        FloatVector s13 = FloatVector.fromArray(SPECIES, sums, at + 7 * LANES);
        FloatVector s20 = FloatVector.fromArray(SPECIES, sums, at + 8 * LANES);
        FloatVector s21 = FloatVector.fromArray(SPECIES, sums, at + 9 * LANES);
        FloatVector s22 = FloatVector.fromArray(SPECIES, sums, at + 10 * LANES);
        FloatVector s23 = FloatVector.fromArray(SPECIES, sums, at + 11 * LANES);
        FloatVector s30 = FloatVector.fromArray(SPECIES, sums, at + 12 * LANES);
        FloatVector s31 = FloatVector.fromArray(SPECIES, sums, at + 13 * LANES);
        FloatVector s32 = FloatVector.fromArray(SPECIES, sums, at + 14 * LANES);
        FloatVector s33 = FloatVector.fromArray(SPECIES, sums, at + 15 * LANES);
        int w1 = wStart + columns, w2 = w1 + columns, w3 = w2 + columns;
        int x1 = xStart + columns, x2 = x1 + columns, x3 = x2 + columns;
        for (int i = 0; i < length; i += LANES) {
            FloatVector a0 = FloatVector.fromArray(SPECIES, w, wStart + i);
            FloatVector a1 = FloatVector.fromArray(SPECIES, w, w1 + i);
            FloatVector a2 = FloatVector.fromArray(SPECIES, w, w2 + i);
            FloatVector a3 = FloatVector.fromArray(SPECIES, w, w3 + i);
            FloatVector b = FloatVector.fromArray(SPECIES, x, xStart + i);
            s00 = a0.fma(b, s00);
            s01 = a1.fma(b, s01);
            s02 = a2.fma(b, s02);
            s03 = a3.fma(b, s03);
            b = FloatVector.fromArray(SPECIES, x, x1 + i);
            s10 = a0.fma(b, s10);
            s11 = a1.fma(b, s11);
            s12 = a2.fma(b, s12);
            s13 = a3.fma(b, s13);
            b = FloatVector.fromArray(SPECIES, x, x2 + i);
            s20 = a0.fma(b, s20);
            s21 = a1.fma(b, s21);
            s22 = a2.fma(b, s22);
            s23 = a3.fma(b, s23);
            b = FloatVector.fromArray(SPECIES, x, x3 + i);
            s30 = a0.fma(b, s30);
            s31 = a1.fma(b, s31);
            s32 = a2.fma(b, s32);
            s33 = a3.fma(b, s33);
        }
        s00.intoArray(sums, at);
        s01.intoArray(sums, at + LANES);
        s02.intoArray(sums, at + 2 * LANES);
        s03.intoArray(sums, at + 3 * LANES);
        s10.intoArray(sums, at + 4 * LANES);
        s11.intoArray(sums, at + 5 * LANES);
        s12.intoArray(sums, at + 6 * LANES);
        s13.intoArray(sums, at + 7 * LANES);
        s20.intoArray(sums, at + 8 * LANES);
        s21.intoArray(sums, at + 9 * LANES);
        s22.intoArray(sums, at + 10 * LANES);
        s23.intoArray(sums, at + 11 * LANES);
        s30.intoArray(sums, at + 12 * LANES);
        s31.intoArray(sums, at + 13 * LANES);
        s32.intoArray(sums, at + 14 * LANES);
        s33.intoArray(sums, at + 15 * LANES);
    }

    /** The same for two rows and four tokens; {@code sums} at {@code at}: [4 tokens, 2 rows, lanes]. */
    private static void tile2x4(
            float[] w, int wStart, float[] x, int xStart, int columns, int length, float[] sums, int at) {
        FloatVector s00 = FloatVector.fromArray(SPECIES, sums, at);
        FloatVector s01 = FloatVector.fromArray(SPECIES, sums, at + LANES);
        FloatVector s10 = FloatVector.fromArray(SPECIES, sums, at + 2 * LANES);
        FloatVector s11 = FloatVector.fromArray(SPECIES, sums, at + 3 * LANES);
        FloatVector s20 = FloatVector.fromArray(SPECIES, sums, at + 4 * LANES);
        FloatVector s21 = FloatVector.fromArray(SPECIES, sums, at + 5 * LANES);
        FloatVector s30 = FloatVector.fromArray(SPECIES, sums, at + 6 * LANES);
        FloatVector s31 = FloatVector.fromArray(SPECIES, sums, at + 7 * LANES);
        int w1 = wStart + columns;
        int x1 = xStart + columns, x2 = x1 + columns, x3 = x2 + columns;
        for (int i = 0; i < length; i += LANES) {
            FloatVector a0 = FloatVector.fromArray(SPECIES, w, wStart + i);
            FloatVector a1 = FloatVector.fromArray(SPECIES, w, w1 + i);
            FloatVector b = FloatVector.fromArray(SPECIES, x, xStart + i);
            s00 = a0.fma(b, s00);
            s01 = a1.fma(b, s01);
            b = FloatVector.fromArray(SPECIES, x, x1 + i);
            s10 = a0.fma(b, s10);
            s11 = a1.fma(b, s11);
            b = FloatVector.fromArray(SPECIES, x, x2 + i);
            s20 = a0.fma(b, s20);
            s21 = a1.fma(b, s21);
            b = FloatVector.fromArray(SPECIES, x, x3 + i);
            s30 = a0.fma(b, s30);
            s31 = a1.fma(b, s31);
        }
        s00.intoArray(sums, at);
        s01.intoArray(sums, at + LANES);
        s10.intoArray(sums, at + 2 * LANES);
        s11.intoArray(sums, at + 3 * LANES);
        s20.intoArray(sums, at + 4 * LANES);
        s21.intoArray(sums, at + 5 * LANES);
        s30.intoArray(sums, at + 6 * LANES);
        s31.intoArray(sums, at + 7 * LANES);
    }
}
