package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** Q8_0: bytes widen to floats; a block's scale is applied once, to the block's partial sums. */
final class Q8_0Rows implements Rows {
    private static final int VALUES = 32;
    private static final int BYTES = 34;

    @Override
    public float dot(MemorySegment weights, long offset, float[] arranged, int cols) {
        FloatVector sum = Widening.zero();
        int blocks = cols / VALUES;
        for (int b = 0; b < blocks; b++) {
            long block = offset + (long) b * BYTES;
            FloatVector part = Widening.toFloats(Widening.signedBytes(weights, block + 2))
                    .mul(Widening.activations(arranged, b * VALUES));
            for (int i = Widening.COUNT; i < VALUES; i += Widening.COUNT) {
                part = Widening.toFloats(Widening.signedBytes(weights, block + 2 + i))
                        .fma(Widening.activations(arranged, b * VALUES + i), part);
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
        for (int i = 0; i < VALUES; i += Widening.COUNT) {
            Widening.toFloats(Widening.signedBytes(weights, block + 2 + i))
                    .mul(d)
                    .intoArray(target, at + i);
        }
    }
}
