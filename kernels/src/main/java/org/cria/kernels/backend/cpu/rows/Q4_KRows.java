package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import org.cria.kernels.format.Little;
import org.cria.kernels.format.SixBitScales;

/**
 * Q4_K: an int of 4 bytes holds 8 values. They are masked where they are and converted, 16 to some power too large; the
 * activations are that much smaller, so nothing is widened or shifted except the eighth value. A vector of ints holds values
 * of several groups, which is what keeps their scales cheap: they are applied to partial sums, a group's in its lanes. The
 * minima multiply sums of activations that are made once for all rows.
 */
final class Q4_KRows implements Rows {
    private static final int VALUES = 256;
    private static final int BYTES = 144;
    // Ints that hold a block's values, and those of one pair of groups: low halves of bytes are one's, high halves the
    // other's.
    private static final int INTS = 32;
    private static final int PAIR_INTS = 8;
    // Minima that one vector holds.
    private static final int MINIMA = Math.min(8, Widening.COUNT);

    // Of scales in order, those that the lanes of a vector need for their low halves and for their high halves.
    private static final VectorShuffle<Float> LOW =
            VectorShuffle.fromOp(Widening.FLOATS, lane -> 2 * (lane / PAIR_INTS));
    private static final VectorShuffle<Float> HIGH =
            VectorShuffle.fromOp(Widening.FLOATS, lane -> 2 * (lane / PAIR_INTS) + 1);

    /** Behind the factors, the sums of 32 of them, in vectors of {@code MINIMA} sums; then room for a vector. */
    @Override
    public int arrangedLength(int cols) {
        return cols + cols / VALUES * sumsPerBlock() + Widening.COUNT;
    }

    private static int sumsPerBlock() {
        return 8 / MINIMA * Widening.COUNT;
    }

    @Override
    public void arrange(float[] x, int start, int cols, float[] arranged) {
        for (int b = 0; b < cols / VALUES; b++) {
            for (int n = 0; n < INTS; n++) {
                int from = start + b * VALUES + n / PAIR_INTS * 64 + n % PAIR_INTS * 4;
                int to = b * VALUES + n / Widening.COUNT * 8 * Widening.COUNT + n % Widening.COUNT;
                for (int k = 0; k < 8; k++) {
                    // The eighth value is shifted down instead of masked: it would be negative.
                    float unit = k == 7 ? 1 : 1f / (1 << 4 * k);
                    arranged[to + k * Widening.COUNT] = x[from + k % 2 * 32 + k / 2] * unit;
                }
            }
            for (int group = 0; group < 8; group++) {
                double sum = 0;
                for (int i = 0; i < 32; i++) {
                    sum += x[start + b * VALUES + group * 32 + i];
                }
                int to = cols + b * sumsPerBlock() + group / MINIMA * Widening.COUNT + group % MINIMA;
                arranged[to] = (float) sum;
            }
        }
        clearUnusedLanes(cols, arranged);
    }

    private static void clearUnusedLanes(int cols, float[] arranged) {
        int sums = cols / VALUES * sumsPerBlock();
        for (int i = 0; i < sums; i++) {
            if (i % Widening.COUNT >= MINIMA) {
                arranged[cols + i] = 0;
            }
        }
    }

    @Override
    public float dot(MemorySegment weights, long offset, float[] arranged, int cols) {
        int lanes = arrangedLength(cols) - Widening.COUNT;
        sum(weights, offset, arranged, cols, lanes);
        return LaneSum.sum(FloatVector.fromArray(Widening.FLOATS, arranged, lanes));
    }

    /** Leaves a vector of partial sums at {@code lanes} in {@code arranged}, see {@link Rows} about calls after a long loop. */
    private static void sum(MemorySegment weights, long offset, float[] arranged, int cols, int lanes) {
        FloatVector sum = Widening.zero();
        int blocks = cols / VALUES;
        for (int b = 0; b < blocks; b++) {
            long block = offset + (long) b * BYTES;
            // Each access has a check of its bounds, so the 16 bytes before the values are read as two numbers.
            long first = weights.get(Little.LONG, block);
            long second = weights.get(Little.LONG, block + 8);
            float d = Float.float16ToFloat((short) first);
            float dmin = -Float.float16ToFloat((short) (first >>> 16));
            long scales = SixBitScales.scales(first >>> 32, second);
            long minima = SixBitScales.minima(first >>> 32, second);
            for (int m = 0; m < 8; m += MINIMA) {
                FloatVector sums =
                        Widening.activations(arranged, cols + b * sumsPerBlock() + m / MINIMA * Widening.COUNT);
                sum = Widening.toFloats(Widening.unsignedBytes(minima >>> 8 * m))
                        .mul(dmin)
                        .fma(sums, sum);
            }
            for (int n = 0; n < INTS; n += Widening.COUNT) {
                sum = vector(weights, block + 16 + 4L * n, arranged, b * VALUES + 8 * n, scale(scales, n, d), sum);
            }
        }
        sum.intoArray(arranged, lanes);
    }

    /** The scales of the groups that a vector of ints from number {@code n} on has values of, in order. */
    private static FloatVector scale(long scales, int n, float d) {
        return Widening.toFloats(Widening.unsignedBytes(scales >>> n / PAIR_INTS * 16))
                .mul(d);
    }

    /**
     * Adds the products of one vector of ints. All calls are the Vector API's, see {@link Rows}; longer than 325 bytes of code,
     * which the constants in locals prevent, C2 would not inline it.
     */
    private static FloatVector vector(
            MemorySegment weights, long offset, float[] arranged, int at, FloatVector scale, FloatVector sum) {
        VectorSpecies<Float> floats = Widening.FLOATS;
        int lanes = Widening.COUNT;
        IntVector eight = IntVector.fromMemorySegment(Widening.INTS, weights, offset, ByteOrder.LITTLE_ENDIAN);
        FloatVector low =
                FloatVector.fromArray(floats, arranged, at).mul(eight.and(0xF).convert(VectorOperators.I2F, 0));
        FloatVector high = FloatVector.fromArray(floats, arranged, at + lanes)
                .mul(eight.and(0xF0).convert(VectorOperators.I2F, 0));
        low = FloatVector.fromArray(floats, arranged, at + 2 * lanes)
                .fma(eight.and(0xF00).convert(VectorOperators.I2F, 0), low);
        high = FloatVector.fromArray(floats, arranged, at + 3 * lanes)
                .fma(eight.and(0xF000).convert(VectorOperators.I2F, 0), high);
        low = FloatVector.fromArray(floats, arranged, at + 4 * lanes)
                .fma(eight.and(0xF0000).convert(VectorOperators.I2F, 0), low);
        high = FloatVector.fromArray(floats, arranged, at + 5 * lanes)
                .fma(eight.and(0xF00000).convert(VectorOperators.I2F, 0), high);
        low = FloatVector.fromArray(floats, arranged, at + 6 * lanes)
                .fma(eight.and(0xF000000).convert(VectorOperators.I2F, 0), low);
        high = FloatVector.fromArray(floats, arranged, at + 7 * lanes)
                .fma(eight.lanewise(VectorOperators.LSHR, 28).convert(VectorOperators.I2F, 0), high);
        return high.fma(scale.rearrange(HIGH), low.fma(scale.rearrange(LOW), sum));
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
