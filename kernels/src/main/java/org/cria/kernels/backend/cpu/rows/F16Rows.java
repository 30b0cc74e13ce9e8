package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.cria.kernels.format.Formats;

/**
 * F16: sign, exponent and fraction move to their places in a float, whose value is then too small by a fixed power of two,
 * since the biases of the exponents differ. A power of two corrects that, also for subnormal values. Infinities and NaNs would
 * become numbers; a row with any is read again by the plain loop, which is cheaper than to treat every value for them.
 */
final class F16Rows implements Rows {
    // 2 to the difference of the exponents' biases, 127 and 15.
    private static final float BIAS = 0x1p112f;
    // Activations take half of it and the sum the rest: neither leaves the range of floats (activations below 2^72),
    // nor loses a bit.
    private static final float HALF_OF_BIAS = 0x1p56f;
    // Exponent and fraction follow the sign three bits lower than in a float.
    private static final int SIGN_AND_MAGNITUDE = 0x8FFFE000;
    // In both halves of an int, the bit that numbers from 2 on have, and with them infinities and NaNs.
    private static final int LARGE = 0x40004000;
    private static final int LOWER = 0x7C00;
    private static final int UPPER = 0x7C000000;
    private static final int MAGNITUDE = 0x0FFFE000;
    private static final int INFINITY = 0x0F800000;
    // Bytes of a vector of ints.
    private static final long WORDS = 4L * Widening.COUNT;

    private final Rows exact = new PlainRows(Formats.F16);

    @Override
    public void arrange(float[] x, int start, int cols, float[] arranged) {
        HalfWords.arrange(x, start, cols, HALF_OF_BIAS, arranged);
    }

    @Override
    public float dot(MemorySegment weights, long offset, float[] arranged, int cols) {
        FloatVector low = Widening.zero();
        FloatVector high = Widening.zero();
        FloatVector nextLow = Widening.zero();
        FloatVector nextHigh = Widening.zero();
        IntVector all = IntVector.zero(Widening.INTS);
        int whole = HalfWords.whole(cols);
        for (int c = 0; c < whole; c += HalfWords.STEP) {
            IntVector words = Widening.ints(weights, offset + 2L * c);
            IntVector next = Widening.ints(weights, offset + 2L * c + WORDS);
            all = all.or(words.or(next));
            low = low(words).fma(Widening.activations(arranged, c), low);
            high = high(words).fma(Widening.activations(arranged, c + Widening.COUNT), high);
            nextLow = low(next).fma(Widening.activations(arranged, c + 2 * Widening.COUNT), nextLow);
            nextHigh = high(next).fma(Widening.activations(arranged, c + 3 * Widening.COUNT), nextHigh);
        }
        // Few rows have numbers from 2 on; only they are looked at again.
        if ((all.reduceLanes(VectorOperators.OR) & LARGE) != 0 && !finite(weights, offset, whole)) {
            return plain(weights, offset, arranged, cols);
        }
        float sum = LaneSum.sum(low.add(high).add(nextLow.add(nextHigh)));
        for (int c = whole; c < cols; c++) {
            sum = Math.fma(Widening.half(weights, offset + 2L * c) / BIAS, arranged[c], sum);
        }
        return sum * HALF_OF_BIAS;
    }

    /** Whether the first values of a row are numbers. */
    private static boolean finite(MemorySegment weights, long offset, int whole) {
        IntVector low = IntVector.zero(Widening.INTS);
        IntVector high = low;
        for (int c = 0; c < whole; c += 2 * Widening.COUNT) {
            IntVector words = Widening.ints(weights, offset + 2L * c);
            low = low.max(words.and(LOWER));
            high = high.max(words.and(UPPER));
        }
        return low.reduceLanes(VectorOperators.MAX) < LOWER && high.reduceLanes(VectorOperators.MAX) < UPPER;
    }

    /** The product of a row that is not all numbers. */
    private static float plain(MemorySegment weights, long offset, float[] arranged, int cols) {
        int whole = HalfWords.whole(cols);
        float sum = 0;
        for (int c = 0; c < cols; c++) {
            sum += Widening.half(weights, offset + 2L * c) * arranged[HalfWords.place(c, whole)];
        }
        return sum / HALF_OF_BIAS;
    }

    private static FloatVector low(IntVector words) {
        return scaled(words.lanewise(VectorOperators.LSHL, 16));
    }

    private static FloatVector high(IntVector words) {
        return scaled(words);
    }

    /** The value in the upper half of each int, too small by {@link #BIAS}. */
    private static FloatVector scaled(IntVector words) {
        return words.lanewise(VectorOperators.ASHR, 3).and(SIGN_AND_MAGNITUDE).reinterpretAsFloats();
    }

    @Override
    public void decode(MemorySegment weights, long offset, float[] target, int start, int cols) {
        IntVector largest = Widening.zero().reinterpretAsInts();
        int vectors = cols / Widening.COUNT;
        for (int v = 0; v < vectors; v++) {
            int c = Widening.COUNT * v;
            IntVector bits = bits(weights, offset + 2L * c);
            largest = largest.max(bits.and(MAGNITUDE));
            values(bits).intoArray(target, start + c);
        }
        if (largest.reduceLanes(VectorOperators.MAX) >= INFINITY) {
            exact.decode(weights, offset, target, start, cols);
            return;
        }
        for (int c = Widening.COUNT * vectors; c < cols; c++) {
            target[start + c] = Widening.half(weights, offset + 2L * c);
        }
    }

    private static IntVector bits(MemorySegment weights, long offset) {
        return Widening.shorts(weights, offset).lanewise(VectorOperators.LSHL, 13);
    }

    private static FloatVector values(IntVector bits) {
        return bits.and(SIGN_AND_MAGNITUDE).reinterpretAsFloats().mul(BIAS);
    }
}
