package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.cria.kernels.format.Formats;

/**
 * F16: sign, exponent and fraction move to their places in a float, whose value is then too small by a fixed power of two,
 * since the biases of the exponents differ. One multiplication corrects that, also for subnormal values. Infinities and NaNs
 * would become numbers; a row with any is read again by the plain loop, which is cheaper than to treat every value for them.
 */
final class F16Rows implements Rows {
    // 2 to the difference of the exponents' biases, 127 and 15.
    private static final float BIAS = 0x1p112f;
    // Exponent and fraction follow the sign three bits lower than in a float.
    private static final int SIGN_AND_MAGNITUDE = 0x8FFFE000;
    private static final int MAGNITUDE = 0x0FFFE000;
    private static final int INFINITY = 0x0F800000;
    // Bytes of one vector's values.
    private static final long STEP = 2L * Widening.COUNT;

    private final Rows exact = new PlainRows(Formats.F16);

    /** What the plain loop needs, which takes over where a number is not finite. */
    @Override
    public int arrangedLength(int cols) {
        return exact.arrangedLength(cols);
    }

    @Override
    public float dot(MemorySegment weights, long offset, float[] arranged, int cols) {
        FloatVector even = Widening.zero();
        FloatVector odd = Widening.zero();
        IntVector largest = even.reinterpretAsInts();
        int pairs = cols / (2 * Widening.COUNT);
        for (int p = 0; p < pairs; p++) {
            int c = 2 * Widening.COUNT * p;
            IntVector first = bits(weights, offset + 2L * c);
            IntVector second = bits(weights, offset + 2L * c + STEP);
            largest = largest.max(first.and(MAGNITUDE)).max(second.and(MAGNITUDE));
            even = finite(first).fma(Widening.activations(arranged, c), even);
            odd = finite(second).fma(Widening.activations(arranged, c + Widening.COUNT), odd);
        }
        if (largest.reduceLanes(VectorOperators.MAX) >= INFINITY) {
            return exact.dot(weights, offset, arranged, cols);
        }
        float sum = LaneSum.sum(even.add(odd));
        for (int c = 2 * Widening.COUNT * pairs; c < cols; c++) {
            sum = Math.fma(Widening.half(weights, offset + 2L * c), arranged[c], sum);
        }
        return sum;
    }

    @Override
    public void decode(MemorySegment weights, long offset, float[] target, int start, int cols) {
        IntVector largest = Widening.zero().reinterpretAsInts();
        int vectors = cols / Widening.COUNT;
        for (int v = 0; v < vectors; v++) {
            int c = Widening.COUNT * v;
            IntVector bits = bits(weights, offset + 2L * c);
            largest = largest.max(bits.and(MAGNITUDE));
            finite(bits).intoArray(target, start + c);
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

    private static FloatVector finite(IntVector bits) {
        return bits.and(SIGN_AND_MAGNITUDE).reinterpretAsFloats().mul(BIAS);
    }
}
