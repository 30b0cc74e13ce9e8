package org.cria.kernels.backend.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.cria.kernels.backend.cpu.rows.LaneSum;
import org.cria.kernels.backend.cpu.rows.Rows;
import org.cria.kernels.backend.cpu.rows.RowsByFormat;
import org.cria.kernels.format.Format;

/** Vector API loops. Every sum has one accumulator per lane, then {@link LaneSum#sum}, then the tail in order. */
final class VectorArithmetic implements Arithmetic {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    @Override
    public float dot(float[] a, int aStart, float[] b, int bStart, int length) {
        FloatVector sum = FloatVector.zero(SPECIES);
        int bound = SPECIES.loopBound(length);
        for (int i = 0; i < bound; i += LANES) {
            sum = FloatVector.fromArray(SPECIES, a, aStart + i).fma(FloatVector.fromArray(SPECIES, b, bStart + i), sum);
        }
        return addTail(LaneSum.sum(sum), a, aStart, b, bStart, bound, length);
    }

    private static float addTail(float sum, float[] a, int aStart, float[] b, int bStart, int from, int length) {
        for (int i = from; i < length; i++) {
            sum = Math.fma(a[aStart + i], b[bStart + i], sum);
        }
        return sum;
    }

    @Override
    public void addScaled(float scale, float[] x, int xStart, float[] y, int yStart, int length) {
        FloatVector factor = FloatVector.broadcast(SPECIES, scale);
        int bound = SPECIES.loopBound(length);
        for (int i = 0; i < bound; i += LANES) {
            FloatVector.fromArray(SPECIES, x, xStart + i)
                    .fma(factor, FloatVector.fromArray(SPECIES, y, yStart + i))
                    .intoArray(y, yStart + i);
        }
        for (int i = bound; i < length; i++) {
            y[yStart + i] = Math.fma(scale, x[xStart + i], y[yStart + i]);
        }
    }

    @Override
    public void products(
            float[] w, int wRows, float[] x, int tokens, int columns, float[] out, int outStart, int outColumns) {
        float[] sums = new float[16 * LANES];
        int tiledRows = wRows - wRows % 4;
        int tiledTokens = tokens - tokens % 4;
        for (int t = 0; t < tiledTokens; t += 4) {
            for (int r = 0; r < tiledRows; r += 4) {
                tile(w, r * columns, x, t * columns, columns, sums);
                finish(sums, w, r * columns, x, t * columns, columns, out, t * outColumns + outStart + r, outColumns);
            }
        }
        for (int t = 0; t < tokens; t++) {
            for (int r = t < tiledTokens ? tiledRows : 0; r < wRows; r++) {
                out[t * outColumns + outStart + r] = dot(w, r * columns, x, t * columns, columns);
            }
        }
    }

    /**
     * Four rows by four tokens: 16 accumulators for 8 loads keep the multipliers busy. Nothing but the loop and plain stores is
     * in here: a call that the compiler does not inline would put every accumulator on the heap (30 times slower).
     *
     * @param sums [4 tokens, 4 rows, lanes] the accumulators
     */
    private static void tile(float[] w, int wStart, float[] x, int xStart, int columns, float[] sums) {
        FloatVector s00 = FloatVector.zero(SPECIES);
        FloatVector s01 = s00, s02 = s00, s03 = s00;
        FloatVector s10 = s00, s11 = s00, s12 = s00, s13 = s00;
        FloatVector s20 = s00, s21 = s00, s22 = s00, s23 = s00;
        FloatVector s30 = s00, s31 = s00, s32 = s00, s33 = s00;
        int bound = SPECIES.loopBound(columns);
        int w1 = wStart + columns, w2 = w1 + columns, w3 = w2 + columns;
        int x1 = xStart + columns, x2 = x1 + columns, x3 = x2 + columns;
        for (int i = 0; i < bound; i += LANES) {
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
        s00.intoArray(sums, 0 * LANES);
        s01.intoArray(sums, 1 * LANES);
        s02.intoArray(sums, 2 * LANES);
        s03.intoArray(sums, 3 * LANES);
        s10.intoArray(sums, 4 * LANES);
        s11.intoArray(sums, 5 * LANES);
        s12.intoArray(sums, 6 * LANES);
        s13.intoArray(sums, 7 * LANES);
        s20.intoArray(sums, 8 * LANES);
        s21.intoArray(sums, 9 * LANES);
        s22.intoArray(sums, 10 * LANES);
        s23.intoArray(sums, 11 * LANES);
        s30.intoArray(sums, 12 * LANES);
        s31.intoArray(sums, 13 * LANES);
        s32.intoArray(sums, 14 * LANES);
        s33.intoArray(sums, 15 * LANES);
    }

    private static void finish(
            float[] sums,
            float[] w,
            int wStart,
            float[] x,
            int xStart,
            int columns,
            float[] out,
            int outStart,
            int outColumns) {
        int bound = SPECIES.loopBound(columns);
        for (int i = 0; i < 16; i++) {
            int t = i / 4;
            int r = i % 4;
            float sum = LaneSum.sum(FloatVector.fromArray(SPECIES, sums, i * LANES));
            out[outStart + t * outColumns + r] =
                    addTail(sum, w, wStart + r * columns, x, xStart + t * columns, bound, columns);
        }
    }

    @Override
    public Rows rows(Format format) {
        return RowsByFormat.vector(format);
    }

    @Override
    public String description() {
        return "Vector API, " + SPECIES.vectorBitSize() + " bits";
    }
}
