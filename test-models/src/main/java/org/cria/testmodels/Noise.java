package org.cria.testmodels;

import java.util.SplittableRandom;

/**
 * Seeded random numbers that are the same on every machine: a specified generator, and no arithmetic but Java's strict one.
 */
final class Noise {
    private final SplittableRandom random;
    private double spare = Double.NaN;

    /** A stream of its own for each name, so that adding one tensor leaves the others as they were. */
    Noise(long seed, String name) {
        random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + name.hashCode());
    }

    /** From 0 (inclusive) to 1 (exclusive). */
    double uniform() {
        return (random.nextLong() >>> 11) * 0x1.0p-53;
    }

    /** From 0 (inclusive) to {@code bound} (exclusive). */
    int below(int bound) {
        return (int) (uniform() * bound);
    }

    /** A normal deviate by Marsaglia's polar method: mean 0, deviation 1. */
    double gaussian() {
        if (!Double.isNaN(spare)) {
            double value = spare;
            spare = Double.NaN;
            return value;
        }
        while (true) {
            double x = 2 * uniform() - 1;
            double y = 2 * uniform() - 1;
            double square = x * x + y * y;
            if (square > 0 && square < 1) {
                double factor = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
                spare = y * factor;
                return x * factor;
            }
        }
    }

    float[] gaussians(int count, double mean, double deviation) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (mean + deviation * gaussian());
        }
        return values;
    }

    byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i += Long.BYTES) {
            GgufImage.put(bytes, i, Math.min(Long.BYTES, count - i), random.nextLong());
        }
        return bytes;
    }
}
