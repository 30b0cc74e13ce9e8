package org.cria.kernels.backend;

/** Activations rounded to 8 bits, a scale for 32 values, as {@link org.cria.kernels.backend.cpu.bytes.ByteActivations} defines it. */
final class RoundedBytes {
    private static final int BLOCK = 32;

    private RoundedBytes() {}

    /** What is off before may go to another step: it is off by the same after, and by one step. */
    static Bounded of(Bounded x) {
        Bounded rounded =
                new Bounded(x.rows(), x.columns(), new double[x.values().length], new double[x.values().length]);
        for (int t = 0; t < x.rows(); t++) {
            for (int block = 0; block < x.columns(); block += BLOCK) {
                round(x, t, block, rounded);
            }
        }
        return rounded;
    }

    private static void round(Bounded x, int t, int block, Bounded rounded) {
        float largest = 0x1p-100f;
        for (int c = block; c < block + BLOCK; c++) {
            largest = Math.max(largest, Math.abs((float) x.value(t, c)));
        }
        float scale = largest / 127f;
        float factor = 127f / largest;
        for (int c = block; c < block + BLOCK; c++) {
            double value = (double) scale * Math.rint((float) x.value(t, c) * factor);
            rounded.set(t, c, value, x.bound(t, c) == 0 ? 0 : x.bound(t, c) + scale);
        }
    }
}
