package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.cria.kernels.format.Little;

/**
 * F16: sign, exponent and fraction move to their places in a float, whose value is then too small by a factor of
 * 2<sup>127 − 15</sup>, since the exponents' biases differ. One multiplication corrects that, subnormal values included; an
 * exponent of all ones (infinities and NaNs) needs a second look.
 */
final class F16Rows implements Rows {
    private static final float BIAS = 0x1p112f;
    // Bytes of one vector's values.
    private static final long STEP = 2L * Widening.COUNT;

    @Override
    public float dot(MemorySegment weights, long offset, float[] x, int start, int cols) {
        FloatVector sum0 = Widening.zero();
        FloatVector sum1 = Widening.zero();
        FloatVector sum2 = Widening.zero();
        FloatVector sum3 = Widening.zero();
        int tiled = cols - cols % (4 * Widening.COUNT);
        int c = 0;
        for (; c < tiled; c += 4 * Widening.COUNT) {
            long at = offset + 2L * c;
            sum0 = values(weights, at).fma(Widening.activations(x, start + c), sum0);
            sum1 = values(weights, at + STEP).fma(Widening.activations(x, start + c + Widening.COUNT), sum1);
            sum2 = values(weights, at + 2 * STEP).fma(Widening.activations(x, start + c + 2 * Widening.COUNT), sum2);
            sum3 = values(weights, at + 3 * STEP).fma(Widening.activations(x, start + c + 3 * Widening.COUNT), sum3);
        }
        float sum = LaneSum.sum(sum0.add(sum1).add(sum2.add(sum3)));
        for (; c < cols; c++) {
            sum = Math.fma(value(weights, offset + 2L * c), x[start + c], sum);
        }
        return sum;
    }

    @Override
    public void decode(MemorySegment weights, long offset, float[] target, int start, int cols) {
        int tiled = cols - cols % Widening.COUNT;
        int c = 0;
        for (; c < tiled; c += Widening.COUNT) {
            exact(weights, offset + 2L * c).intoArray(target, start + c);
        }
        for (; c < cols; c++) {
            target[start + c] = value(weights, offset + 2L * c);
        }
    }

    private static FloatVector values(MemorySegment weights, long offset) {
        IntVector bits = Widening.shorts(weights, offset).lanewise(VectorOperators.LSHL, 13).and(0x8FFFE000);
        FloatVector finite = bits.reinterpretAsFloats().mul(BIAS);
        return finite;
    }

    private static float value(MemorySegment weights, long offset) {
        return Float.float16ToFloat(weights.get(Little.SHORT, offset));
    }

    private static FloatVector exact(MemorySegment weights, long offset) {
        IntVector bits = Widening.shorts(weights, offset).lanewise(VectorOperators.LSHL, 13).and(0x8FFFE000);
        FloatVector finite = bits.reinterpretAsFloats().mul(BIAS);
        VectorMask<Integer> special = bits.and(0x0F800000).compare(VectorOperators.EQ, 0x0F800000);
        return finite.reinterpretAsInts().lanewise(VectorOperators.OR, 0x7F800000, special).reinterpretAsFloats();
    }
}
