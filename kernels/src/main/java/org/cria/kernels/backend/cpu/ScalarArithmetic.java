package org.cria.kernels.backend.cpu;

import org.cria.kernels.backend.cpu.math.ScalarExp;
import org.cria.kernels.backend.cpu.rows.Rows;
import org.cria.kernels.backend.cpu.rows.RowsByFormat;
import org.cria.kernels.backend.cpu.rows.ScalarLanes;
import org.cria.kernels.format.Format;

/** {@link VectorArithmetic} to the bit, without the Vector API: a lane after the other. */
record ScalarArithmetic(RowsByFormat rowsByFormat) implements Arithmetic {
    @Override
    public float dot(float[] a, int aStart, float[] b, int bStart, int length) {
        return ScalarLanes.dot(a, aStart, b, bStart, length);
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
        for (int i = 0; i < count; i++) {
            float weight = w[wStart + i];
            int row = rowsStart + i * stride;
            for (int d = 0; d < length; d++) {
                y[yStart + d] = Math.fma(weight, rows[row + d], y[yStart + d]);
            }
        }
    }

    @Override
    public void swiGlu(float[] gate, float[] up, float[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = ScalarExp.gated(gate[i], up[i]);
        }
    }

    @Override
    public void geGlu(float[] gate, float[] up, float[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = ScalarExp.geGated(gate[i], up[i]);
        }
    }

    @Override
    public void softCap(float[] x, float cap, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = ScalarExp.capped(x[i], cap);
        }
    }

    @Override
    public void exponentials(float[] x, float minus, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = ScalarExp.exp(x[i] - minus);
        }
    }

    @Override
    public Rows rows(Format format) {
        return rowsByFormat.scalar(format);
    }

    @Override
    public String description() {
        return "lanes one after the other, " + ScalarLanes.COUNT * Float.SIZE + " bits";
    }
}
