package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Q4_0: a block's scale is applied once, to the block's partial sums. Of a byte with the values {@code l} and {@code h} only
 * {@code l} is taken out, for {@code l·x + h·y = l·(x − y/16) + (l + 16h)·y/16}; and the 8 that both are too large by costs one
 * multiply-add a block: {@code −8·Σx} times the scale.
 */
final class Q4_0Rows implements Rows {
    private static final int VALUES = 32;
    private static final int BYTES = 18;

    /** Behind the factors, one number per block for the eights. */
    @Override
    public int arrangedLength(int cols) {
        return cols + cols / VALUES;
    }

    @Override
    public void arrange(float[] x, int start, int cols, float[] arranged) {
        for (int b = 0; b < cols / VALUES; b++) {
            int at = b * VALUES;
            double sum = 0;
            for (int i = 0; i < VALUES / 2; i++) {
                float low = x[start + at + i];
                float high = x[start + at + VALUES / 2 + i];
                arranged[at + i] = low - high / 16;
                arranged[at + VALUES / 2 + i] = high / 16;
                sum += (double) low + high;
            }
            arranged[cols + b] = (float) (-8 * sum);
        }
    }

    @Override
    public float dot(MemorySegment weights, long offset, float[] arranged, int cols) {
        FloatVector sum = Widening.zero();
        float eights = 0;
        int blocks = cols / VALUES;
        for (int b = 0; b < blocks; b++) {
            long block = offset + (long) b * BYTES;
            int at = b * VALUES;
            float scale = Widening.half(weights, block);
            eights = Math.fma(scale, arranged[cols + b], eights);
            FloatVector part = Widening.zero();
            for (int i = 0; i < VALUES / 2; i += Widening.COUNT) {
                IntVector pairs = Widening.unsignedBytes(weights, block + 2 + i);
                part = Widening.toFloats(pairs.and(0xF)).fma(Widening.activations(arranged, at + i), part);
                part = Widening.toFloats(pairs).fma(Widening.activations(arranged, at + VALUES / 2 + i), part);
            }
            sum = part.fma(Widening.all(scale), sum);
        }
        return LaneSum.sum(sum) + eights;
    }

    @Override
    public void decode(MemorySegment weights, long offset, float[] target, int start, int cols) {
        for (int b = 0; b < cols / VALUES; b++) {
            decodeBlock(weights, offset + (long) b * BYTES, target, start + b * VALUES);
        }
    }

    private static void decodeBlock(MemorySegment weights, long block, float[] target, int at) {
        float d = Widening.half(weights, block);
        for (int i = 0; i < VALUES / 2; i += Widening.COUNT) {
            IntVector pairs = Widening.unsignedBytes(weights, block + 2 + i);
            low(pairs).mul(d).intoArray(target, at + i);
            high(pairs).mul(d).intoArray(target, at + VALUES / 2 + i);
        }
    }

    private static FloatVector low(IntVector pairs) {
        return Widening.toFloats(pairs.and(0xF).sub(8));
    }

    private static FloatVector high(IntVector pairs) {
        return Widening.toFloats(pairs.lanewise(VectorOperators.LSHR, 4).sub(8));
    }
}
