package org.cria.kernels.backend.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.cria.kernels.backend.cpu.rows.LaneSum;
import org.cria.kernels.backend.cpu.rows.Rows;
import org.cria.kernels.backend.cpu.rows.RowsByFormat;
import org.cria.kernels.format.Format;

/** Vector API loops. Every sum has one accumulator per lane, then {@link LaneSum#sum}, then the tail in order. */
final class VectorArithmetic implements Arithmetic {
    private static final VectorSpecies<Float> SPECIES = LaneSum.SPECIES;
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
    public void exponentials(float[] x, float minus, int from, int to) {
        VectorExp.differences(x, minus, from, to);
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
