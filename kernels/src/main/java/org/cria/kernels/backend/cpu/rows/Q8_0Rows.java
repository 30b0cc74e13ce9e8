package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Q8_0: an int of 4 bytes holds 4 values. They are shifted to the top, where their sign is, and converted, 2²⁴ times too large;
 * the activations are that much smaller. A block is 8 ints, and its scale is applied to its lanes' partial sums.
 */
final class Q8_0Rows implements Rows {
    private static final int VALUES = 32;
    private static final int BYTES = 34;
    private static final int WORDS = 8;
    private static final int BLOCKS = BlockVectors.blocks(WORDS);
    // Vectors that BLOCKS blocks are.
    private static final int VECTORS = Math.max(1, WORDS / Widening.COUNT);
    private static final float UNIT = 0x1p-24f;

    @Override
    public void arrange(float[] x, int start, int cols, float[] arranged) {
        int step = 4 * Widening.COUNT;
        int whole = cols - cols % (BLOCKS * VALUES);
        for (int v = 0; v < whole; v += step) {
            for (int lane = 0; lane < Widening.COUNT; lane++) {
                for (int k = 0; k < 4; k++) {
                    arranged[v + k * Widening.COUNT + lane] = x[start + v + 4 * lane + k] * UNIT;
                }
            }
        }
        System.arraycopy(x, start + whole, arranged, whole, cols - whole);
    }

    @Override
    public float dot(MemorySegment weights, long offset, float[] arranged, int cols) {
        FloatVector sum = FloatVector.zero(Widening.FLOATS);
        int steps = cols / (BLOCKS * VALUES);
        for (int s = 0; s < steps; s++) {
            long block = offset + (long) s * (BLOCKS * BYTES);
            int at = s * (BLOCKS * VALUES);
            FloatVector scale = BlockVectors.scalesOfEights(weights, block);
            sum = part(BlockVectors.eights(weights, block), arranged, at).fma(scale, sum);
            if (VECTORS == 2) {
                sum = part(Widening.ints(weights, block + 18), arranged, at + 16)
                        .fma(scale, sum);
            }
        }
        return LaneSum.sum(sum) + rest(weights, offset, arranged, cols, steps * BLOCKS);
    }

    private static FloatVector part(IntVector four, float[] arranged, int at) {
        FloatVector even = ((FloatVector)
                        four.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0))
                .mul(FloatVector.fromArray(Widening.FLOATS, arranged, at));
        FloatVector odd = ((FloatVector)
                        four.lanewise(VectorOperators.LSHL, 16).and(0xFF000000).convert(VectorOperators.I2F, 0))
                .mul(FloatVector.fromArray(Widening.FLOATS, arranged, at + Widening.COUNT));
        even = ((FloatVector)
                        four.lanewise(VectorOperators.LSHL, 8).and(0xFF000000).convert(VectorOperators.I2F, 0))
                .fma(FloatVector.fromArray(Widening.FLOATS, arranged, at + 2 * Widening.COUNT), even);
        odd = ((FloatVector) four.and(0xFF000000).convert(VectorOperators.I2F, 0))
                .fma(FloatVector.fromArray(Widening.FLOATS, arranged, at + 3 * Widening.COUNT), odd);
        return even.add(odd);
    }

    /** The products of the blocks that do not fill a vector. */
    private static float rest(MemorySegment weights, long offset, float[] arranged, int cols, int blocks) {
        float sum = 0;
        for (int b = blocks; b < cols / VALUES; b++) {
            long block = offset + (long) b * BYTES;
            float part = 0;
            for (int i = 0; i < VALUES; i++) {
                part = Math.fma(weights.get(ValueLayout.JAVA_BYTE, block + 2 + i), arranged[b * VALUES + i], part);
            }
            sum = Math.fma(part, Widening.half(weights, block), sum);
        }
        return sum;
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
