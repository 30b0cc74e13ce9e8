package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Q6_K: a step takes two groups of 16 values from the two halves of 16 bytes; each group has its own scale. The 8 steps of a
 * block run through its low bits in order, so that a step's number is all that the other places follow from.
 */
final class Q6_KRows implements Rows {
    private static final int VALUES = 256;
    private static final int BYTES = 210;
    private static final int STEPS = 8;

    @Override
    public float dot(MemorySegment weights, long offset, float[] arranged, int cols) {
        FloatVector even = Widening.zero();
        FloatVector odd = Widening.zero();
        int blocks = cols / VALUES;
        for (int b = 0; b < blocks; b++) {
            long block = offset + (long) b * BYTES;
            float d = Widening.half(weights, block + 208);
            for (int step = 0; step < STEPS; step++) {
                int group = group(step);
                FloatVector scale = Widening.all(d * weights.get(ValueLayout.JAVA_BYTE, block + 192 + group));
                FloatVector nextScale = Widening.all(d * weights.get(ValueLayout.JAVA_BYTE, block + 196 + group));
                int at = b * VALUES + 16 * group;
                for (int i = 0; i < 16; i += Widening.COUNT) {
                    IntVector lows = Widening.unsignedBytes(weights, block + 16L * step + i);
                    IntVector highs = highs(weights, block + i, step);
                    even = first(lows, highs).mul(scale).fma(Widening.activations(arranged, at + i), even);
                    odd = second(lows, highs).mul(nextScale).fma(Widening.activations(arranged, at + 64 + i), odd);
                }
            }
        }
        return LaneSum.sum(even.add(odd));
    }

    @Override
    public void decode(MemorySegment weights, long offset, float[] target, int start, int cols) {
        int blocks = cols / VALUES;
        for (int b = 0; b < blocks; b++) {
            long block = offset + (long) b * BYTES;
            float d = Widening.half(weights, block + 208);
            for (int step = 0; step < STEPS; step++) {
                int group = group(step);
                float scale = d * weights.get(ValueLayout.JAVA_BYTE, block + 192 + group);
                float nextScale = d * weights.get(ValueLayout.JAVA_BYTE, block + 196 + group);
                int at = start + b * VALUES + 16 * group;
                for (int i = 0; i < 16; i += Widening.COUNT) {
                    IntVector lows = Widening.unsignedBytes(weights, block + 16L * step + i);
                    IntVector highs = highs(weights, block + i, step);
                    first(lows, highs).mul(scale).intoArray(target, at + i);
                    second(lows, highs).mul(nextScale).intoArray(target, at + 64 + i);
                }
            }
        }
    }

    /** The first group of a step; the second is four groups on. */
    private static int group(int step) {
        return (step & 3) + 2 * (step & 4);
    }

    /** High bits, those of the first group at bit 0 and of the second at bit 4. */
    private static IntVector highs(MemorySegment weights, long block, int step) {
        return Widening.unsignedBytes(weights, block + 128 + 8L * (step & 4) + 16L * (step & 1))
                .lanewise(VectorOperators.LSHR, step & 2);
    }

    private static FloatVector first(IntVector lows, IntVector highs) {
        IntVector high = highs.lanewise(VectorOperators.LSHL, 4).and(0x30);
        return Widening.toFloats(lows.and(0xF).or(high).sub(32));
    }

    private static FloatVector second(IntVector lows, IntVector highs) {
        return Widening.toFloats(
                lows.lanewise(VectorOperators.LSHR, 4).or(highs.and(0x30)).sub(32));
    }
}
