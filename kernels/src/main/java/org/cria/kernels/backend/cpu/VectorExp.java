package org.cria.kernels.backend.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.cria.kernels.backend.cpu.rows.LaneSum;

/**
 * {@code eˣ} in single precision, off by two units in the last place at most: x = n · ln 2 + r with |r| ≤ ln 2 / 2, a polynomial
 * for {@code eʳ}, and n added to the exponent (Cody and Waite, Software Manual for the Elementary Functions). The Vector API's
 * own EXP gives other bits once it is compiled, which would make results change while the JVM warms up; here the scalar form,
 * for what fills no vector, has the same bits as a lane.
 *
 * <p>Below −87.3 the result is that of −87.3, 1.2e-38, and above 88.3 that of 88.3.
 */
final class VectorExp {
    private static final VectorSpecies<Float> SPECIES = LaneSum.SPECIES;
    private static final float LEAST = -87.3f;
    private static final float MOST = 88.3f;
    private static final float LOG2_E = 1.44269504f;
    // Added and taken away again, it rounds to an integer, which is then also in the low bits of the sum.
    private static final float ROUND = 0x1.8p23f;
    private static final float LN2_HIGH = 0x1.62e4p-1f;
    private static final float LN2_LOW = 0x1.7f7d1cp-20f;
    private static final float C2 = 0.5f;
    private static final float C3 = 1.66666671e-1f;
    private static final float C4 = 4.16665795e-2f;
    private static final float C5 = 8.33345206e-3f;
    private static final float C6 = 1.39353517e-3f;
    private static final float C7 = 1.98756915e-4f;

    private VectorExp() {}

    /** {@code o[i] = g[i] / (1 + e^(−g[i])) · u[i]} from {@code from} to {@code to}. */
    static void swiGlu(float[] g, float[] u, float[] o, int from, int to) {
        int bound = from + SPECIES.loopBound(to - from);
        for (int i = from; i < bound; i += SPECIES.length()) {
            FloatVector gate = FloatVector.fromArray(SPECIES, g, i);
            gate.div(exp(gate.neg()).add(1f))
                    .mul(FloatVector.fromArray(SPECIES, u, i))
                    .intoArray(o, i);
        }
        for (int i = bound; i < to; i++) {
            o[i] = g[i] / (exp(-g[i]) + 1f) * u[i];
        }
    }

    /** {@code x[i] = e^(x[i] − minus)} from {@code from} to {@code to}. */
    static void differences(float[] x, float minus, int from, int to) {
        int bound = from + SPECIES.loopBound(to - from);
        for (int i = from; i < bound; i += SPECIES.length()) {
            exp(FloatVector.fromArray(SPECIES, x, i).sub(minus)).intoArray(x, i);
        }
        for (int i = bound; i < to; i++) {
            x[i] = exp(x[i] - minus);
        }
    }

    private static FloatVector exp(FloatVector x) {
        FloatVector clamped = x.max(LEAST).min(MOST);
        FloatVector rounded =
                clamped.fma(FloatVector.broadcast(SPECIES, LOG2_E), FloatVector.broadcast(SPECIES, ROUND));
        FloatVector n = rounded.sub(ROUND);
        FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), clamped);
        r = n.fma(FloatVector.broadcast(SPECIES, -LN2_LOW), r);
        FloatVector p = r.fma(FloatVector.broadcast(SPECIES, C7), FloatVector.broadcast(SPECIES, C6));
        p = p.fma(r, FloatVector.broadcast(SPECIES, C5));
        p = p.fma(r, FloatVector.broadcast(SPECIES, C4));
        p = p.fma(r, FloatVector.broadcast(SPECIES, C3));
        p = p.fma(r, FloatVector.broadcast(SPECIES, C2));
        p = p.fma(r.mul(r), r).add(1f);
        IntVector exponent = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
        return p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
    }

    /** The same for one number, to the bit. */
    static float exp(float x) {
        float clamped = Math.min(Math.max(x, LEAST), MOST);
        float rounded = Math.fma(clamped, LOG2_E, ROUND);
        float n = rounded - ROUND;
        float r = Math.fma(n, -LN2_HIGH, clamped);
        r = Math.fma(n, -LN2_LOW, r);
        float p = Math.fma(r, C7, C6);
        p = Math.fma(p, r, C5);
        p = Math.fma(p, r, C4);
        p = Math.fma(p, r, C3);
        p = Math.fma(p, r, C2);
        p = Math.fma(p, r * r, r) + 1f;
        return Float.intBitsToFloat(Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(rounded) << 23));
    }
}
