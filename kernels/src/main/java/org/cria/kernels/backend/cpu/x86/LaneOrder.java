package org.cria.kernels.backend.cpu.x86;

/** The order of sums that machine code and the Vector API's loops have, in plain Java. */
final class LaneOrder {
    private LaneOrder() {}

    /** {@code Σ_i a[aStart + i] · b[bStart + i]}: a sum for each lane, then the upper ones added to the lower ones until one is left. */
    static float dot(float[] a, int aStart, float[] b, int bStart, int length, int lanes) {
        float[] sums = new float[lanes];
        for (int i = 0; i < length; i++) {
            sums[i % lanes] = Math.fma(a[aStart + i], b[bStart + i], sums[i % lanes]);
        }
        for (int half = lanes / 2; half > 0; half /= 2) {
            for (int lane = 0; lane < half; lane++) {
                sums[lane] += sums[lane + half];
            }
        }
        return sums[0];
    }
}
