package org.cria.kernels.backend.cpu.math;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.cria.kernels.backend.cpu.rows.LaneSum;

/**
 * {@link ScalarExp} for a vector at a time, with the same bits in each lane. The Vector API's own EXP gives other bits once it is compiled,
 * which would make results change while the JVM warms up.
 */
public final class VectorExp {
    private static final VectorSpecies<Float> SPECIES = LaneSum.SPECIES;

    private VectorExp() {}

    /** {@code o[i] = g[i] / (1 + e^(−g[i])) · u[i]} from {@code from} to {@code to}. */
    public static void swiGlu(float[] g, float[] u, float[] o, int from, int to) {
        int bound = from + SPECIES.loopBound(to - from);
        for (int i = from; i < bound; i += SPECIES.length()) {
            FloatVector gate = FloatVector.fromArray(SPECIES, g, i);
            gate.div(exp(gate.neg()).add(1f))
                    .mul(FloatVector.fromArray(SPECIES, u, i))
                    .intoArray(o, i);
        }
        for (int i = bound; i < to; i++) {
            o[i] = ScalarExp.gated(g[i], u[i]);
        }
    }

    /** {@code o[i] = gelu(g[i]) · u[i]} from {@code from} to {@code to}. */
    public static void geGlu(float[] g, float[] u, float[] o, int from, int to) {
        int bound = from + SPECIES.loopBound(to - from);
        FloatVector cube = FloatVector.broadcast(SPECIES, ScalarExp.GELU_CUBE);
        FloatVector linear = FloatVector.broadcast(SPECIES, ScalarExp.GELU);
        for (int i = from; i < bound; i += SPECIES.length()) {
            FloatVector gate = FloatVector.fromArray(SPECIES, g, i);
            FloatVector twice = gate.mul(gate).fma(cube, linear).mul(gate);
            gate.div(exp(twice.neg()).add(1f))
                    .mul(FloatVector.fromArray(SPECIES, u, i))
                    .intoArray(o, i);
        }
        for (int i = bound; i < to; i++) {
            o[i] = ScalarExp.geGated(g[i], u[i]);
        }
    }

    /** {@code x[i] = cap · tanh(x[i] / cap)} from {@code from} to {@code to}. */
    public static void softCap(float[] x, float cap, int from, int to) {
        int bound = from + SPECIES.loopBound(to - from);
        FloatVector two = FloatVector.broadcast(SPECIES, 2f);
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        for (int i = from; i < bound; i += SPECIES.length()) {
            FloatVector power = exp(FloatVector.fromArray(SPECIES, x, i).mul(2f / cap));
            one.sub(two.div(power.add(1f))).mul(cap).intoArray(x, i);
        }
        for (int i = bound; i < to; i++) {
            x[i] = ScalarExp.capped(x[i], cap);
        }
    }

    /** {@code x[i] = e^(x[i] − minus)} from {@code from} to {@code to}. */
    public static void differences(float[] x, float minus, int from, int to) {
        int bound = from + SPECIES.loopBound(to - from);
        for (int i = from; i < bound; i += SPECIES.length()) {
            exp(FloatVector.fromArray(SPECIES, x, i).sub(minus)).intoArray(x, i);
        }
        for (int i = bound; i < to; i++) {
            x[i] = ScalarExp.exp(x[i] - minus);
        }
    }

    /**
     * The derivative of {@link #swiGlu}: {@code toGate[i] = d[i] · u[i] · (s + g[i] · s · (1 − s))} and {@code d[i] *= g[i] · s} with
     * {@code s = 1 / (1 + e^(−g[i]))}.
     */
    public static void swiGluBack(float[] g, float[] u, float[] d, float[] toGate, int from, int to) {
        int bound = from + SPECIES.loopBound(to - from);
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        for (int i = from; i < bound; i += SPECIES.length()) {
            FloatVector gate = FloatVector.fromArray(SPECIES, g, i);
            FloatVector of = FloatVector.fromArray(SPECIES, d, i);
            FloatVector share = one.div(exp(gate.neg()).add(1f));
            FloatVector gated = gate.mul(share);
            FloatVector slope = share.add(gated.mul(one.sub(share)));
            of.mul(FloatVector.fromArray(SPECIES, u, i)).mul(slope).intoArray(toGate, i);
            of.mul(gated).intoArray(d, i);
        }
        for (int i = bound; i < to; i++) {
            ScalarExp.swiGluBack(g, u, d, toGate, i);
        }
    }

    private static FloatVector exp(FloatVector x) {
        FloatVector clamped = x.max(ScalarExp.LEAST).min(ScalarExp.MOST);
        FloatVector rounded = clamped.fma(
                FloatVector.broadcast(SPECIES, ScalarExp.LOG2_E), FloatVector.broadcast(SPECIES, ScalarExp.ROUND));
        FloatVector n = rounded.sub(ScalarExp.ROUND);
        FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -ScalarExp.LN2_HIGH), clamped);
        r = n.fma(FloatVector.broadcast(SPECIES, -ScalarExp.LN2_LOW), r);
        FloatVector p =
                r.fma(FloatVector.broadcast(SPECIES, ScalarExp.C7), FloatVector.broadcast(SPECIES, ScalarExp.C6));
        p = p.fma(r, FloatVector.broadcast(SPECIES, ScalarExp.C5));
        p = p.fma(r, FloatVector.broadcast(SPECIES, ScalarExp.C4));
        p = p.fma(r, FloatVector.broadcast(SPECIES, ScalarExp.C3));
        p = p.fma(r, FloatVector.broadcast(SPECIES, ScalarExp.C2));
        p = p.fma(r.mul(r), r).add(1f);
        IntVector exponent = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
        return p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
    }
}
