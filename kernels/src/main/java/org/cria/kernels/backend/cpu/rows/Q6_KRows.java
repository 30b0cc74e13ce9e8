package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/**
 * Q6_K: the low and the high halves of an int are joined to their upper two bits, in the bytes of two ints, which are multiplied
 * where they are as in {@link Q5_KRows}. A group is 16 values, 4 lanes. The 32 that every value is too large multiplies sums of
 * activations that are made once for all rows.
 */
final class Q6_KRows implements Rows {
    private static final int VALUES = 256;
    private static final int BYTES = 210;
    private static final int GROUP = 16;
    private static final int STEPS = 8;
    // Ints that hold the low bits of half a block.
    private static final int HALF_WORDS = 16;
    // Of 16 lanes the second half is of the groups whose upper bits are two further up.
    private static final VectorShuffle<Integer> UPPERS =
            VectorShuffle.fromOp(Widening.INTS, lane -> Widening.COUNT > 8 ? 4 + lane % 8 : lane);
    private static final IntVector NEXT_GROUPS = BlockVectors.secondHalf(2);

    /** Behind the factors, the sums of the groups' factors, then room for their scales and for a vector. */
    @Override
    public int arrangedLength(int cols) {
        return cols + 2 * (cols / GROUP) + Widening.COUNT;
    }

    @Override
    public void arrange(float[] x, int start, int cols, float[] arranged) {
        BlockVectors.arrange(x, start, cols, HALF_WORDS, BlockVectors.BYTES, arranged);
        GroupScales.sum(x, start, cols, GROUP, -32, arranged, cols);
    }

    @Override
    public float dot(MemorySegment weights, long offset, float[] arranged, int cols) {
        int scales = cols + cols / GROUP;
        int lanes = scales + cols / GROUP;
        decodeScales(weights, offset, arranged, cols, scales, lanes);
        products(weights, offset, arranged, cols, scales, lanes);
        return LaneSum.sum(FloatVector.fromArray(Widening.FLOATS, arranged, lanes));
    }

    /** Leaves the groups' scales at {@code scales} and at {@code lanes} what the offsets of their values come to. */
    private static void decodeScales(
            MemorySegment weights, long offset, float[] numbers, int cols, int scales, int lanes) {
        FloatVector offsets = FloatVector.zero(Widening.FLOATS);
        for (int b = 0; b < cols / VALUES; b++) {
            long block = offset + (long) b * BYTES;
            float d = Widening.half(weights, block + 208);
            for (int i = 0; i < VALUES / GROUP; i += Widening.COUNT) {
                int at = VALUES / GROUP * b + i;
                FloatVector scale = Widening.toFloats(Widening.signedBytes(weights, block + 192 + i))
                        .mul(d);
                scale.intoArray(numbers, scales + at);
                offsets = scale.fma(FloatVector.fromArray(Widening.FLOATS, numbers, cols + at), offsets);
            }
        }
        offsets.intoArray(numbers, lanes);
    }

    /** Adds to the vector at {@code lanes}: one that is returned would be put on the heap in each turn of the loop. */
    private static void products(
            MemorySegment weights, long offset, float[] arranged, int cols, int scales, int lanes) {
        FloatVector sum = FloatVector.fromArray(Widening.FLOATS, arranged, lanes);
        int vectors = cols / (8 * Widening.COUNT);
        for (int v = 0; v < vectors; v++) {
            int at = v * (8 * Widening.COUNT);
            // Bytes of low bits, of which a half block has 64; the groups of their low halves are 4 of its 8.
            int bytes = at >>> 1 & 63;
            int half = at >>> 7;
            long block = offset + (at >>> 8) * (long) BYTES;
            IntVector eight = IntVector.fromMemorySegment(
                    Widening.INTS, weights, block + (at >>> 1 & 127), ByteOrder.LITTLE_ENDIAN);
            IntVector uppers;
            if (Widening.COUNT > 8) {
                // From 16 bytes before them on, since 64 from the last ones on would end past the block.
                uppers = IntVector.fromMemorySegment(
                                Widening.INTS, weights, block + 112 + 32 * (half & 1), ByteOrder.LITTLE_ENDIAN)
                        .rearrange(UPPERS)
                        .lanewise(VectorOperators.LSHR, NEXT_GROUPS);
            } else {
                uppers = IntVector.fromMemorySegment(
                                Widening.INTS,
                                weights,
                                block + 128 + 32 * (half & 1) + (bytes & 31),
                                ByteOrder.LITTLE_ENDIAN)
                        .lanewise(VectorOperators.LSHR, bytes >>> 5 << 1);
            }
            IntVector lows = eight.and(0x0F0F0F0F).or(uppers.and(0x03030303).lanewise(VectorOperators.LSHL, 4));
            IntVector highs =
                    eight.lanewise(VectorOperators.LSHR, 4).and(0x0F0F0F0F).or(uppers.and(0x30303030));
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
            int group = scales + 8 * half + (bytes >>> 4);
            FloatVector lowScale = FloatVector.broadcast(Widening.FLOATS, arranged[group]);
            FloatVector highScale = FloatVector.broadcast(Widening.FLOATS, arranged[group + 4]);
            if (Widening.COUNT > 4) {
                lowScale = lowScale.blend(arranged[group + 1], BlockVectors.FLOATS_4);
                highScale = highScale.blend(arranged[group + 5], BlockVectors.FLOATS_4);
            }
            if (Widening.COUNT > 8) {
                lowScale = lowScale.blend(arranged[group + 2], BlockVectors.FLOATS_8)
                        .blend(arranged[group + 3], BlockVectors.FLOATS_12);
                highScale = highScale
                        .blend(arranged[group + 6], BlockVectors.FLOATS_8)
                        .blend(arranged[group + 7], BlockVectors.FLOATS_12);
            }
            sum = high.fma(highScale, low.fma(lowScale, sum));
        }
        sum.intoArray(arranged, lanes);
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
