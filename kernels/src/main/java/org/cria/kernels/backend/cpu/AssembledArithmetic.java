package org.cria.kernels.backend.cpu;

import org.cria.kernels.backend.cpu.math.ScalarExp;
import org.cria.kernels.backend.cpu.rows.Rows;
import org.cria.kernels.backend.cpu.x86.ElementKernels;
import org.cria.kernels.format.Format;

/**
 * What is left where machine code multiplies all weights and attends: the same bits as {@link VectorArithmetic}, without the Vector API, whose
 * classes take long to load and its loops to compile. So it is fast from the first token.
 *
 * @param scalar for what is needed now and then
 * @param lanes of the machine code's vectors
 * @param name of the machine code, for people
 */
record AssembledArithmetic(ScalarArithmetic scalar, ElementKernels elements, int lanes, String name)
        implements Arithmetic {

    @Override
    public float dot(float[] a, int aStart, float[] b, int bStart, int length) {
        return scalar.dot(a, aStart, b, bStart, length);
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
        scalar.addWeighted(w, wStart, count, rows, rowsStart, stride, y, yStart, length);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the array itself, not what it holds
    public void swiGlu(float[] gate, float[] up, float[] out, int from, int to) {
        if (out == up) {
            scalar.swiGlu(gate, up, out, from, to);
            return;
        }
        int gated = from + elements.gate(gate, out, from, to - from);
        elements.multiply(up, from, out, from, gated - from);
        for (int i = gated; i < to; i++) {
            out[i] = ScalarExp.gated(gate[i], up[i]);
        }
    }

    @Override
    public double squares(float[] x, int start, int length, Scratch scratch) {
        double[] sums = scratch.partialSums();
        int squared = elements.squares(x, start, length, sums);
        int bound = length - length % 4;
        for (int i = squared; i < length; i++) {
            sums[i < bound ? i % 4 : 0] += (double) x[start + i] * x[start + i];
        }
        return sums[0] + sums[1] + (sums[2] + sums[3]);
    }

    @Override
    public void scale(float[] x, int start, float factor, float[] gain, float[] out) {
        int scaled = elements.scale(x, start, factor, out, start, gain.length);
        elements.multiply(gain, 0, out, start, scaled);
        for (int i = scaled; i < gain.length; i++) {
            out[start + i] = x[start + i] * factor * gain[i];
        }
    }

    @Override
    public void add(float[] x, float[] to, int start, int length) {
        for (int i = start + elements.add(x, to, start, length); i < start + length; i++) {
            to[i] += x[i];
        }
    }

    @Override
    public void geGlu(float[] gate, float[] up, float[] out, int from, int to) {
        scalar.geGlu(gate, up, out, from, to);
    }

    @Override
    public void softCap(float[] x, float cap, int from, int to) {
        scalar.softCap(x, cap, from, to);
    }

    @Override
    public void exponentials(float[] x, float minus, int from, int to) {
        scalar.exponentials(x, minus, from, to);
    }

    @Override
    public Rows rows(Format format) {
        return scalar.rows(format);
    }

    /** Machine code is assembled and its calls are linked. */
    @Override
    public int warmUpRounds() {
        return 2;
    }

    @Override
    public String description() {
        return "machine code for " + name;
    }
}
