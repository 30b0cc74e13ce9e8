package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Q4_0: both halves of a byte widen to floats; a block's scale is applied once, to the block's partial sums. */
final class Q4_0Rows implements Rows {
    private static final int VALUES = 32;
    private static final int BYTES = 18;

    @Override
    public float dot(MemorySegment weights, long offset, float[] arranged, int cols) {
        FloatVector sum = Widening.zero();
        int blocks = cols / VALUES;
        for (int b = 0; b < blocks; b++) {
            long block = offset + (long) b * BYTES;
            int at = b * VALUES;
            FloatVector part = Widening.zero();
            for (int i = 0; i < VALUES / 2; i += Widening.COUNT) {
                IntVector pairs = Widening.unsignedBytes(weights, block + 2 + i);
                part = low(pairs).fma(Widening.activations(arranged, at + i), part);
                part = high(pairs).fma(Widening.activations(arranged, at + VALUES / 2 + i), part);
            }
            sum = part.fma(Widening.all(Widening.half(weights, block)), sum);
        }
        return LaneSum.sum(sum);
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
