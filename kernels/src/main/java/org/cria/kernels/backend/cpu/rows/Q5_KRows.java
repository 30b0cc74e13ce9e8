package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.cria.kernels.format.SixBitScales;

/**
 * Q5_K: like {@link Q4_KRows}, but the low and the high halves of an int are first joined to their fifth bits, in the bytes of
 * two ints. 32 bytes hold these bits, one of each group in a byte.
 */
final class Q5_KRows implements Rows {
    private static final int VALUES = 256;
    private static final int BYTES = 176;
    private static final int GROUP = 32;
    // Ints that hold a pair of groups.
    private static final int PAIR_WORDS = 8;
    // Of 16 lanes the second half belongs to the next pair of groups, whose bits are two further up.
    private static final IntVector NEXT_PAIR = BlockVectors.secondHalf(2);

    /** Behind the factors, the sums of the groups' factors, then room for their scales and for two vectors. */
    @Override
    public int arrangedLength(int cols) {
        return cols + 2 * (cols / GROUP) + 2 * Widening.COUNT;
    }

    @Override
    public void arrange(float[] x, int start, int cols, float[] arranged) {
        BlockVectors.arrange(x, start, cols, PAIR_WORDS, BlockVectors.BYTES, arranged);
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
            int pair = at >>> 6;
            long block = offset + (at >>> 8) * (long) BYTES;
            IntVector eight = IntVector.fromMemorySegment(
                    Widening.INTS, weights, block + 48 + (at >>> 1 & 127), ByteOrder.LITTLE_ENDIAN);
            IntVector fifths;
            if (Widening.COUNT > 8) {
                fifths = IntVector.fromMemorySegment(Widening.INTS, weights, block + 16, ByteOrder.LITTLE_ENDIAN)
                        .rearrange(BlockVectors.TWICE)
                        .lanewise(VectorOperators.LSHR, NEXT_PAIR);
            } else {
                fifths = IntVector.fromMemorySegment(
                        Widening.INTS, weights, block + 16 + (at >>> 1 & 31), ByteOrder.LITTLE_ENDIAN);
            }
            fifths = fifths.lanewise(VectorOperators.LSHR, 2 * (pair & 3));
            IntVector lows = eight.and(0x0F0F0F0F).or(fifths.and(0x01010101).lanewise(VectorOperators.LSHL, 4));
            IntVector highs = eight.lanewise(VectorOperators.LSHR, 4)
                    .and(0x0F0F0F0F)
                    .or(fifths.and(0x02020202).lanewise(VectorOperators.LSHL, 3));
            FloatVector low = ((FloatVector) lows.and(0xFF).convert(VectorOperators.I2F, 0))
                    .mul(FloatVector.fromArray(Widening.FLOATS, arranged, at));
            FloatVector high = ((FloatVector) highs.and(0xFF).convert(VectorOperators.I2F, 0))
                    .mul(FloatVector.fromArray(Widening.FLOATS, arranged, at + Widening.COUNT));
            low = ((FloatVector) lows.and(0xFF00).convert(VectorOperators.I2F, 0))
                    .fma(FloatVector.fromArray(Widening.FLOATS, arranged, at + 2 * Widening.COUNT), low);
            high = ((FloatVector) highs.and(0xFF00).convert(VectorOperators.I2F, 0))
                    .fma(FloatVector.fromArray(Widening.FLOATS, arranged, at + 3 * Widening.COUNT), high);
            low = ((FloatVector) lows.and(0xFF0000).convert(VectorOperators.I2F, 0))
                    .fma(FloatVector.fromArray(Widening.FLOATS, arranged, at + 4 * Widening.COUNT), low);
            high = ((FloatVector) highs.and(0xFF0000).convert(VectorOperators.I2F, 0))
                    .fma(FloatVector.fromArray(Widening.FLOATS, arranged, at + 5 * Widening.COUNT), high);
            low = ((FloatVector) lows.lanewise(VectorOperators.LSHR, 24).convert(VectorOperators.I2F, 0))
                    .fma(FloatVector.fromArray(Widening.FLOATS, arranged, at + 6 * Widening.COUNT), low);
            high = ((FloatVector) highs.lanewise(VectorOperators.LSHR, 24).convert(VectorOperators.I2F, 0))
                    .fma(FloatVector.fromArray(Widening.FLOATS, arranged, at + 7 * Widening.COUNT), high);
            int scale = scales + 2 * pair;
            FloatVector lowScale = FloatVector.broadcast(Widening.FLOATS, arranged[scale]);
            FloatVector highScale = FloatVector.broadcast(Widening.FLOATS, arranged[scale + 1]);
            if (Widening.COUNT > 8) {
                lowScale = lowScale.blend(arranged[scale + 2], BlockVectors.FLOATS_8);
                highScale = highScale.blend(arranged[scale + 3], BlockVectors.FLOATS_8);
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
                IntVector pairs = Widening.unsignedBytes(weights, block + 48 + 16L * group + i);
                IntVector fifths = Widening.unsignedBytes(weights, block + 16 + i);
                low(pairs, fifths, group / 2).mul(scale0).sub(minimum0).intoArray(target, at + 32 * group + i);
                high(pairs, fifths, group / 2).mul(scale1).sub(minimum1).intoArray(target, at + 32 * group + 32 + i);
            }
        }
    }

    private static FloatVector low(IntVector pairs, IntVector fifths, int pair) {
        IntVector fifth = fifths.lanewise(VectorOperators.LSHL, 4).lanewise(VectorOperators.LSHR, 2 * pair);
        return Widening.toFloats(pairs.and(0xF).or(fifth.and(0x10)));
    }

    private static FloatVector high(IntVector pairs, IntVector fifths, int pair) {
        IntVector fifth = fifths.lanewise(VectorOperators.LSHL, 4).lanewise(VectorOperators.LSHR, 2 * pair + 1);
        return Widening.toFloats(pairs.lanewise(VectorOperators.LSHR, 4).or(fifth.and(0x10)));
    }
}
