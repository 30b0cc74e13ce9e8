package org.cria.kernels.backend.cpu;

import org.cria.kernels.backend.cpu.math.ScalarExp;
import org.cria.kernels.backend.cpu.rows.Rows;
import org.cria.kernels.backend.cpu.x86.GateKernels;
import org.cria.kernels.format.Format;

/**
 * What is left where machine code multiplies all weights and attends: the same bits as {@link VectorArithmetic}, without the Vector API, whose
 * classes take long to load and its loops to compile. So it is fast from the first token.
 *
 * @param scalar for what is needed now and then
 * @param lanes of the machine code's vectors
 * @param name of the machine code, for people
 */
record AssembledArithmetic(ScalarArithmetic scalar, GateKernels gates, int lanes, String name) implements Arithmetic {

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
        int gated = from + gates.gate(gate, out, from, to - from);
        for (int i = from; i < gated; i++) {
            out[i] *= up[i];
        }
        for (int i = gated; i < to; i++) {
            out[i] = ScalarExp.gated(gate[i], up[i]);
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
