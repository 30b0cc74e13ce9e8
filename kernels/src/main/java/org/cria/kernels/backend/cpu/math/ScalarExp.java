package org.cria.kernels.backend.cpu.math;

/**
 * {@code eˣ} in single precision, off by two units in the last place at most: x = n · ln 2 + r with |r| ≤ ln 2 / 2, a polynomial
 * for {@code eʳ}, and n added to the exponent (Cody and Waite, Software Manual for the Elementary Functions).
 *
 * <p>Below −87.3 the result is that of −87.3, 1.2e-38, and above 88.3 that of 88.3.
 */
public final class ScalarExp {
    public static final float LEAST = -87.3f;
    public static final float MOST = 88.3f;
    public static final float LOG2_E = 1.442695f;
    // Added and taken away again, it rounds to an integer, which is then also in the low bits of the sum.
    public static final float ROUND = 0x1.8p23f;
    public static final float LN2_HIGH = 0x1.62e4p-1f;
    public static final float LN2_LOW = 0x1.7f7d1cp-20f;
    public static final float C2 = 0.5f;
    public static final float C3 = 0.16666667f;
    public static final float C4 = 0.04166658f;
    public static final float C5 = 0.008333452f;
    public static final float C6 = 0.0013935352f;
    public static final float C7 = 0.00019875691f;

    /** {@code 2 · √(2/π)}: {@code 1 + tanh(y)} is twice the sigmoid of {@code 2y}. */
    public static final float GELU = 1.5957692f;

    public static final float GELU_CUBE = 0.071354814f;

    private ScalarExp() {}

    public static float exp(float x) {
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

    /** {@code gate / (1 + e^(−gate)) · up}. */
    public static float gated(float gate, float up) {
        return gate / (exp(-gate) + 1f) * up;
    }

    /** {@code gelu(gate) · up}. */
    public static float geGated(float gate, float up) {
        float twice = Math.fma(gate * gate, GELU_CUBE, GELU) * gate;
        return gate / (exp(-twice) + 1f) * up;
    }

    /** {@code cap · tanh(x / cap)}, off by a few units in the last place of the cap. */
    public static float capped(float x, float cap) {
        return (1f - 2f / (exp(x * (2f / cap)) + 1f)) * cap;
    }

    /** The derivative of {@link #gated} at one place: {@code toGate[i]} is overwritten, and {@code d[i]} becomes that by {@code up}. */
    public static void swiGluBack(float[] gate, float[] up, float[] d, float[] toGate, int i) {
        float share = 1f / (exp(-gate[i]) + 1f);
        float gated = gate[i] * share;
        toGate[i] = d[i] * up[i] * (share + gated * (1f - share));
        d[i] *= gated;
    }
}
