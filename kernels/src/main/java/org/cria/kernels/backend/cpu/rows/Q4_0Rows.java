package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Q4_0: an int of 4 bytes holds 8 values. They are masked where they are and converted, 16 to some power too large; the
 * activations are that much smaller, so nothing is widened or shifted except the eighth value. The 8 that every value is too
 * large multiplies sums of activations that are made once for all rows. A block is 4 ints, and its scale is applied to its
 * lanes' partial sums.
 */
final class Q4_0Rows implements Rows {
    private static final int VALUES = 32;
    private static final int BYTES = 18;
    private static final int WORDS = 4;
    private static final int BLOCKS = BlockVectors.blocks(WORDS);
    // Of a vector of blocks: eight vectors of activations, then what the 8s come to.
    private static final int ARRANGED = 9 * Widening.COUNT;

    @Override
    public int arrangedLength(int cols) {
        return cols + cols / 8;
    }

    @Override
    public void arrange(float[] x, int start, int cols, float[] arranged) {
        int vectors = cols / (BLOCKS * VALUES);
        for (int v = 0; v < vectors; v++) {
            for (int lane = 0; lane < Widening.COUNT; lane++) {
                int from = start + (v * BLOCKS + lane / WORDS) * VALUES + lane % WORDS * 4;
                int to = v * ARRANGED + lane;
                double sum = 0;
                for (int k = 0; k < 8; k++) {
                    float factor = x[from + k % 2 * 16 + k / 2];
                    sum += factor;
                    // The eighth value is shifted down instead of masked: it would be negative.
                    arranged[to + k * Widening.COUNT] = k == 7 ? factor : factor / (1 << 4 * k);
                }
                arranged[to + 8 * Widening.COUNT] = (float) (-8 * sum);
            }
        }
        int rest = vectors * BLOCKS * VALUES;
        System.arraycopy(x, start + rest, arranged, vectors * ARRANGED, cols - rest);
    }

    @Override
    public float dot(MemorySegment weights, long offset, float[] arranged, int cols) {
        FloatVector sum = FloatVector.zero(Widening.FLOATS);
        int vectors = cols / (BLOCKS * VALUES);
        for (int v = 0; v < vectors; v++) {
            long block = offset + (long) v * (BLOCKS * BYTES);
            int at = v * ARRANGED;
            IntVector eight = BlockVectors.fours(weights, block);
            FloatVector scale = BlockVectors.scalesOfFours(weights, block);
            FloatVector even = ((FloatVector) eight.and(0xF).convert(VectorOperators.I2F, 0))
                    .fma(
                            FloatVector.fromArray(Widening.FLOATS, arranged, at),
                            FloatVector.fromArray(Widening.FLOATS, arranged, at + 8 * Widening.COUNT));
            FloatVector odd = ((FloatVector) eight.and(0xF0).convert(VectorOperators.I2F, 0))
                    .mul(FloatVector.fromArray(Widening.FLOATS, arranged, at + Widening.COUNT));
            even = ((FloatVector) eight.and(0xF00).convert(VectorOperators.I2F, 0))
                    .fma(FloatVector.fromArray(Widening.FLOATS, arranged, at + 2 * Widening.COUNT), even);
            odd = ((FloatVector) eight.and(0xF000).convert(VectorOperators.I2F, 0))
                    .fma(FloatVector.fromArray(Widening.FLOATS, arranged, at + 3 * Widening.COUNT), odd);
            even = ((FloatVector) eight.and(0xF0000).convert(VectorOperators.I2F, 0))
                    .fma(FloatVector.fromArray(Widening.FLOATS, arranged, at + 4 * Widening.COUNT), even);
            odd = ((FloatVector) eight.and(0xF00000).convert(VectorOperators.I2F, 0))
                    .fma(FloatVector.fromArray(Widening.FLOATS, arranged, at + 5 * Widening.COUNT), odd);
            even = ((FloatVector) eight.and(0xF000000).convert(VectorOperators.I2F, 0))
                    .fma(FloatVector.fromArray(Widening.FLOATS, arranged, at + 6 * Widening.COUNT), even);
            odd = ((FloatVector) eight.lanewise(VectorOperators.LSHR, 28).convert(VectorOperators.I2F, 0))
                    .fma(FloatVector.fromArray(Widening.FLOATS, arranged, at + 7 * Widening.COUNT), odd);
            sum = even.add(odd).fma(scale, sum);
        }
        return LaneSum.sum(sum) + rest(weights, offset, arranged, cols, vectors);
    }

    /** The products of the blocks that do not fill a vector. */
    private static float rest(MemorySegment weights, long offset, float[] arranged, int cols, int vectors) {
        float sum = 0;
        int at = vectors * ARRANGED;
        for (int b = vectors * BLOCKS; b < cols / VALUES; b++, at += VALUES) {
            long block = offset + (long) b * BYTES;
            float part = 0;
            for (int i = 0; i < 16; i++) {
                int pair = weights.get(ValueLayout.JAVA_BYTE, block + 2 + i);
                part = Math.fma((pair & 0xF) - 8, arranged[at + i], part);
                part = Math.fma((pair >> 4 & 0xF) - 8, arranged[at + 16 + i], part);
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
        for (int i = 0; i < VALUES / 2; i += Widening.COUNT) {
            IntVector pairs = Widening.unsignedBytes(weights, block + 2 + i);
            Widening.toFloats(pairs.and(0xF).sub(8)).mul(d).intoArray(target, at + i);
            Widening.toFloats(pairs.lanewise(VectorOperators.LSHR, 4).sub(8))
                    .mul(d)
                    .intoArray(target, at + VALUES / 2 + i);
        }
    }
}
