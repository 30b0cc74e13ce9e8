package org.cria.testmodels;

/** The contents of {@code rope_freqs.weight}. */
final class RopeDivisors {
    private static final double FACTOR = 8;
    private static final double LOW = 1;
    private static final double HIGH = 4;

    private RopeDivisors() {}

    /**
     * Llama 3.1's scaling: wavelengths beyond the trained context are stretched by 8, those below a quarter of it are left, and
     * between the two it goes over smoothly.
     *
     * @param original the trained context, in tokens
     * @return [headDim / 2]
     * @see <a href="https://arxiv.org/abs/2407.21783">The Llama 3 Herd of Models</a>
     */
    static float[] llama3(int headDim, double base, int original) {
        float[] divisors = new float[headDim / 2];
        for (int i = 0; i < divisors.length; i++) {
            double wavelength = 2 * StrictMath.PI * StrictMath.pow(base, 2.0 * i / headDim);
            double smooth = Math.clamp((original / wavelength - LOW) / (HIGH - LOW), 0.0, 1.0);
            divisors[i] = (float) (1 / ((1 - smooth) / FACTOR + smooth));
        }
        return divisors;
    }
}
