package org.cria.kernels.gradient;

import org.cria.kernels.backend.cpu.math.ScalarExp;
import org.cria.kernels.backend.cpu.math.VectorExp;
import org.cria.kernels.backend.cpu.rows.Rows;
import org.cria.kernels.backend.cpu.rows.RowsByFormat;
import org.cria.kernels.format.Format;

/** Loops with exponentials, and decoded rows: by the Vector API where the JVM was started with it, with the same bits in any case. */
final class Exponentials {
    private static final boolean VECTORS =
            ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

    private Exponentials() {}

    /** How rows in a format are decoded. */
    static Rows rows(Format format) {
        return VECTORS ? RowsByFormat.STANDARD.vector(format) : RowsByFormat.STANDARD.plain(format);
    }

    /** {@code x[i] = e^(x[i] − minus)} from {@code from} to {@code end}. */
    static void differences(float[] x, float minus, int from, int end) {
        if (VECTORS) {
            VectorExp.differences(x, minus, from, end);
            return;
        }
        for (int i = from; i < end; i++) {
            x[i] = ScalarExp.exp(x[i] - minus);
        }
    }

    /** {@code out = silu(gate) · up}. */
    static void swiGlu(float[] gate, float[] up, float[] out, int from, int end) {
        if (VECTORS) {
            VectorExp.swiGlu(gate, up, out, from, end);
            return;
        }
        for (int i = from; i < end; i++) {
            out[i] = ScalarExp.gated(gate[i], up[i]);
        }
    }

    /** {@code out = gelu(gate) · up}. */
    static void geGlu(float[] gate, float[] up, float[] out, int from, int end) {
        if (VECTORS) {
            VectorExp.geGlu(gate, up, out, from, end);
            return;
        }
        for (int i = from; i < end; i++) {
            out[i] = ScalarExp.geGated(gate[i], up[i]);
        }
    }

    /** The derivative of {@link #swiGlu}, see {@link VectorExp#swiGluBack}. */
    static void swiGluBack(float[] gate, float[] up, float[] d, float[] toGate, int from, int end) {
        if (VECTORS) {
            VectorExp.swiGluBack(gate, up, d, toGate, from, end);
            return;
        }
        for (int i = from; i < end; i++) {
            ScalarExp.swiGluBack(gate, up, d, toGate, i);
        }
    }
}
