package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.cria.kernels.format.SixBitScales;

/**
 * Q4_K: values are multiplied where they are in their ints, as in {@link Q4_0Rows}. The low halves of 32 bytes are one group,
 * the high halves the next, so even and odd fields have sums of their own, which the groups' scales multiply. The minima
 * multiply sums of activations that are made once for all rows.
 */
final class Q4_KRows implements Rows {
    private static final int VALUES = 256;
    private static final int BYTES = 144;
    private static final int GROUP = 32;
    // Ints that hold a pair of groups.
    private static final int PAIR_WORDS = 8;

    /** Behind the factors, the sums of the groups' factors, then room for their scales and for two vectors. */
    @Override
    public int arrangedLength(int cols) {
        return cols + 2 * (cols / GROUP) + 2 * Widening.COUNT;
    }

    @Override
    public void arrange(float[] x, int start, int cols, float[] arranged) {
        BlockVectors.arrange(x, start, cols, PAIR_WORDS, BlockVectors.NIBBLES, arranged);
        GroupScales.sum(x, start, cols, GROUP, 1, arranged, cols);
        int lanes = cols + 2 * (cols / GROUP);
        Arrays.fill(arranged, lanes, lanes + Widening.COUNT, 0f);
    }

    @Override
    public float dot(MemorySegment weights, long offset, float[] arranged, int cols) {
        int scales = cols + cols / GROUP;
        int lanes = scales + cols / GROUP;
        GroupScales.decode(weights, offset, BYTES, cols / VALUES, arranged, cols, scales, lanes);
        products(weights, offset, arranged, cols, scales, lanes);
        return LaneSum.sum(FloatVector.fromArray(Widening.FLOATS, arranged, lanes + Widening.COUNT));
    }

    /** Adds to the vector at {@code lanes} and leaves the sum in the next: a vector that is returned would be put on the heap in each turn. */
    private static void products(
            MemorySegment weights, long offset, float[] arranged, int cols, int scales, int lanes) {
        FloatVector sum = FloatVector.fromArray(Widening.FLOATS, arranged, lanes);
        int vectors = cols / (8 * Widening.COUNT);
        for (int v = 0; v < vectors; v++) {
            int at = v * (8 * Widening.COUNT);
            IntVector eight = IntVector.fromMemorySegment(
                    Widening.INTS, weights, offset + (at >>> 1) + 16L * ((at >>> 8) + 1), ByteOrder.LITTLE_ENDIAN);
            FloatVector low = ((FloatVector) eight.and(0xF).convert(VectorOperators.I2F, 0))
                    .mul(FloatVector.fromArray(Widening.FLOATS, arranged, at));
            FloatVector high = ((FloatVector) eight.and(0xF0).convert(VectorOperators.I2F, 0))
                    .mul(FloatVector.fromArray(Widening.FLOATS, arranged, at + Widening.COUNT));
            low = ((FloatVector) eight.and(0xF00).convert(VectorOperators.I2F, 0))
                    .fma(FloatVector.fromArray(Widening.FLOATS, arranged, at + 2 * Widening.COUNT), low);
            high = ((FloatVector) eight.and(0xF000).convert(VectorOperators.I2F, 0))
                    .fma(FloatVector.fromArray(Widening.FLOATS, arranged, at + 3 * Widening.COUNT), high);
            low = ((FloatVector) eight.and(0xF0000).convert(VectorOperators.I2F, 0))
                    .fma(FloatVector.fromArray(Widening.FLOATS, arranged, at + 4 * Widening.COUNT), low);
            high = ((FloatVector) eight.and(0xF00000).convert(VectorOperators.I2F, 0))
                    .fma(FloatVector.fromArray(Widening.FLOATS, arranged, at + 5 * Widening.COUNT), high);
            low = ((FloatVector) eight.and(0xF000000).convert(VectorOperators.I2F, 0))
                    .fma(FloatVector.fromArray(Widening.FLOATS, arranged, at + 6 * Widening.COUNT), low);
            high = ((FloatVector) eight.lanewise(VectorOperators.LSHR, 28).convert(VectorOperators.I2F, 0))
                    .fma(FloatVector.fromArray(Widening.FLOATS, arranged, at + 7 * Widening.COUNT), high);
            int pair = scales + (at >>> 6) * 2;
            FloatVector lowScale = FloatVector.broadcast(Widening.FLOATS, arranged[pair]);
            FloatVector highScale = FloatVector.broadcast(Widening.FLOATS, arranged[pair + 1]);
            if (Widening.COUNT > 8) {
                lowScale = lowScale.blend(arranged[pair + 2], BlockVectors.FLOATS_8);
                highScale = highScale.blend(arranged[pair + 3], BlockVectors.FLOATS_8);
            }
            sum = high.fma(highScale, low.fma(lowScale, sum));
        }
        sum.intoArray(arranged, lanes + Widening.COUNT);
    }

    @Override
    public void decode(MemorySegment weights, long offset, float[] target, int start, int cols) {
        for (int b = 0; b < cols / VALUES; b++) {
            decodeBlock(weights, offset + (long) b * BYTES, target, start + b * VALUES);
        }
    }

    private static void decodeBlock(MemorySegment weights, long block, float[] target, int at) {
        float d = Widening.half(weights, block);
        float dmin = Widening.half(weights, block + 2);
        long scales = SixBitScales.scales(weights, block + 4);
        long minima = SixBitScales.minima(weights, block + 4);
        for (int group = 0; group < 8; group += 2) {
            float scale0 = d * SixBitScales.get(scales, group);
            float scale1 = d * SixBitScales.get(scales, group + 1);
            float minimum0 = dmin * SixBitScales.get(minima, group);
            float minimum1 = dmin * SixBitScales.get(minima, group + 1);
            for (int i = 0; i < 32; i += Widening.COUNT) {
                IntVector pairs = Widening.unsignedBytes(weights, block + 16 + 16L * group + i);
                low(pairs).mul(scale0).sub(minimum0).intoArray(target, at + 32 * group + i);
                high(pairs).mul(scale1).sub(minimum1).intoArray(target, at + 32 * group + 32 + i);
            }
        }
    }

    private static FloatVector low(IntVector pairs) {
        return Widening.toFloats(pairs.and(0xF));
    }

    private static FloatVector high(IntVector pairs) {
        return Widening.toFloats(pairs.lanewise(VectorOperators.LSHR, 4));
    }
}
