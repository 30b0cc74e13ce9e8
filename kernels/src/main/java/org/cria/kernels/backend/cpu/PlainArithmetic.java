package org.cria.kernels.backend.cpu;

import java.util.List;
import org.cria.kernels.Explanation;
import org.cria.kernels.backend.cpu.math.ScalarExp;
import org.cria.kernels.backend.cpu.rows.Rows;
import org.cria.kernels.backend.cpu.rows.RowsByFormat;
import org.cria.kernels.format.Format;

/**
 * Plain Java loops, for a JVM without the Vector API.
 *
 * @param reason why these loops are used
 * @param notes what a user would not expect of that
 * @param rowsByFormat how rows of weights are read
 */
record PlainArithmetic(String reason, List<Explanation> notes, RowsByFormat rowsByFormat) implements Arithmetic {
    @Override
    public float dot(float[] a, int aStart, float[] b, int bStart, int length) {
        float sum0 = 0;
        float sum1 = 0;
        float sum2 = 0;
        float sum3 = 0;
        int i = 0;
        for (; i <= length - 4; i += 4) {
            sum0 += a[aStart + i] * b[bStart + i];
            sum1 += a[aStart + i + 1] * b[bStart + i + 1];
            sum2 += a[aStart + i + 2] * b[bStart + i + 2];
            sum3 += a[aStart + i + 3] * b[bStart + i + 3];
        }
        for (; i < length; i++) {
            sum0 += a[aStart + i] * b[bStart + i];
        }
        return (sum0 + sum1) + (sum2 + sum3);
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
                y[yStart + d] += weight * rows[row + d];
            }
        }
    }

    @Override
    public void swiGlu(float[] gate, float[] up, float[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = gate[i] / (1f + (float) Math.exp(-gate[i])) * up[i];
        }
    }

    @Override
    public void geGlu(float[] gate, float[] up, float[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            double g = gate[i];
            double twice = g * (ScalarExp.GELU + ScalarExp.GELU_CUBE * g * g);
            out[i] = (float) (g / (1 + Math.exp(-twice))) * up[i];
        }
    }

    @Override
    public void softCap(float[] x, float cap, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = cap * (float) Math.tanh(x[i] / cap);
        }
    }

    @Override
    public void exponentials(float[] x, float minus, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = (float) Math.exp(x[i] - minus);
        }
    }

    @Override
    public Rows rows(Format format) {
        return rowsByFormat.plain(format);
    }

    @Override
    public String description() {
        return "plain Java loops (" + reason + ")";
    }
}
