package org.cria.kernels.backend.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.cria.kernels.backend.cpu.math.VectorExp;
import org.cria.kernels.backend.cpu.rows.LaneSum;
import org.cria.kernels.backend.cpu.rows.Rows;
import org.cria.kernels.backend.cpu.rows.RowsByFormat;
import org.cria.kernels.format.Format;

/** Vector API loops. Every sum has one accumulator per lane, then {@link LaneSum#sum}, then the tail in order. */
final class VectorArithmetic implements Arithmetic {
    private static final VectorSpecies<Float> SPECIES = LaneSum.SPECIES;
    private static final int LANES = SPECIES.length();

    private final RowsByFormat rows;

    VectorArithmetic(RowsByFormat rows) {
        this.rows = rows;
    }

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
    public void addWeighted(
            float[] w,
            int wStart,
            int count,
            float[] rows,
            int rowsStart,
            int stride,
            float[] y,
            int yStart,
            int length) {
        int d = 0;
        for (; d <= length - 4 * LANES; d += 4 * LANES) {
            fourVectors(w, wStart, count, rows, rowsStart + d, stride, y, yStart + d);
        }
        for (; d <= length - LANES; d += LANES) {
            FloatVector sum = FloatVector.fromArray(SPECIES, y, yStart + d);
            for (int i = 0; i < count; i++) {
                sum = FloatVector.fromArray(SPECIES, rows, rowsStart + d + i * stride)
                        .fma(FloatVector.broadcast(SPECIES, w[wStart + i]), sum);
            }
            sum.intoArray(y, yStart + d);
        }
        for (; d < length; d++) {
            float sum = y[yStart + d];
            for (int i = 0; i < count; i++) {
                sum = Math.fma(w[wStart + i], rows[rowsStart + d + i * stride], sum);
            }
            y[yStart + d] = sum;
        }
    }

    /** Four vectors of values, whose sums stay in registers over all rows. */
    private static void fourVectors(
            float[] w, int wStart, int count, float[] rows, int rowsStart, int stride, float[] y, int yStart) {
        FloatVector s0 = FloatVector.fromArray(SPECIES, y, yStart);
        FloatVector s1 = FloatVector.fromArray(SPECIES, y, yStart + LANES);
        FloatVector s2 = FloatVector.fromArray(SPECIES, y, yStart + 2 * LANES);
        FloatVector s3 = FloatVector.fromArray(SPECIES, y, yStart + 3 * LANES);
        for (int i = 0; i < count; i++) {
            FloatVector weight = FloatVector.broadcast(SPECIES, w[wStart + i]);
            int row = rowsStart + i * stride;
            s0 = weight.fma(FloatVector.fromArray(SPECIES, rows, row), s0);
            s1 = weight.fma(FloatVector.fromArray(SPECIES, rows, row + LANES), s1);
            s2 = weight.fma(FloatVector.fromArray(SPECIES, rows, row + 2 * LANES), s2);
            s3 = weight.fma(FloatVector.fromArray(SPECIES, rows, row + 3 * LANES), s3);
        }
        s0.intoArray(y, yStart);
        s1.intoArray(y, yStart + LANES);
        s2.intoArray(y, yStart + 2 * LANES);
        s3.intoArray(y, yStart + 3 * LANES);
    }

    @Override
    public void products(
            float[] w,
            int wRows,
            float[] x,
            int tokens,
            int columns,
            float[] out,
            int outStart,
            int outColumns,
            Scratch scratch) {
        VectorProducts.run(this, w, wRows, x, tokens, columns, out, outStart, outColumns, scratch);
    }

    @Override
    public void swiGlu(float[] gate, float[] up, float[] out, int from, int to) {
        VectorExp.swiGlu(gate, up, out, from, to);
    }

    @Override
    public void geGlu(float[] gate, float[] up, float[] out, int from, int to) {
        VectorExp.geGlu(gate, up, out, from, to);
    }

    @Override
    public void softCap(float[] x, float cap, int from, int to) {
        VectorExp.softCap(x, cap, from, to);
    }

    @Override
    public void exponentials(float[] x, float minus, int from, int to) {
        VectorExp.differences(x, minus, from, to);
    }

    @Override
    public int lanes() {
        return LANES;
    }

    @Override
    public Rows rows(Format format) {
        return rows.vector(format);
    }

    @Override
    public String description() {
        return "Vector API, " + SPECIES.vectorBitSize() + " bits";
    }
}
