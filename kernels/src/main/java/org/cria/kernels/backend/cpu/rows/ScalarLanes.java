package org.cria.kernels.backend.cpu.rows;

/**
 * The lanes of a vector one after the other, in plain Java: what the Vector API's loops compute, to the bit, without it. Before C2 has
 * compiled them vector operations cost a thousand times what these loops do, and their classes 0.2 s.
 */
public final class ScalarLanes {
    /** How many there are. */
    public static final int COUNT = VectorWidth.bits / Float.SIZE;

    private static final int TOGETHER = 4;

    private ScalarLanes() {}

    /** {@link LaneSum#sum}: the upper half onto the lower, until one lane is left. */
    static float sum(float[] lanes) {
        for (int half = COUNT / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                lanes[i] += lanes[i + half];
            }
        }
        return lanes[0];
    }

    /** {@code Σ_i a[aStart + i] · b[bStart + i]}: a sum per lane, then {@link #sum}, then what fills no vector in order. */
    public static float dot(float[] a, int aStart, float[] b, int bStart, int length) {
        float[] lanes = new float[COUNT];
        int bound = length - length % COUNT;
        add(a, aStart, b, bStart, bound, COUNT, lanes);
        float sum = sum(lanes);
        for (int i = bound; i < length; i++) {
            sum = Math.fma(a[aStart + i], b[bStart + i], sum);
        }
        return sum;
    }

    /** Adds to each lane the products of every {@code step}-th of the first {@code length} values, from its own on. */
    static void add(float[] a, int aStart, float[] b, int bStart, int length, int step, float[] lanes) {
        for (int lane = 0; lane < COUNT; lane += TOGETHER) {
            float s0 = lanes[lane];
            float s1 = lanes[lane + 1];
            float s2 = lanes[lane + 2];
            float s3 = lanes[lane + 3];
            for (int i = lane; i < length; i += step) {
                int at = aStart + i;
                int to = bStart + i;
                s0 = Math.fma(a[at], b[to], s0);
                s1 = Math.fma(a[at + 1], b[to + 1], s1);
                s2 = Math.fma(a[at + 2], b[to + 2], s2);
                s3 = Math.fma(a[at + 3], b[to + 3], s3);
            }
            lanes[lane] = s0;
            lanes[lane + 1] = s1;
            lanes[lane + 2] = s2;
            lanes[lane + 3] = s3;
        }
    }
}
