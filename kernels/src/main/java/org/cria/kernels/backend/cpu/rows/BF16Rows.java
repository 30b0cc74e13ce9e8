package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.cria.kernels.format.Little;

/** BF16: the bits are the upper half of a float's. */
final class BF16Rows implements Rows {
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
            values(weights, offset + 2L * c).intoArray(target, start + c);
        }
        for (; c < cols; c++) {
            target[start + c] = value(weights, offset + 2L * c);
        }
    }

    private static FloatVector values(MemorySegment weights, long offset) {
        return Widening.shorts(weights, offset)
                .lanewise(VectorOperators.LSHL, 16)
                .reinterpretAsFloats();
    }

    private static float value(MemorySegment weights, long offset) {
        return Float.intBitsToFloat(weights.get(Little.SHORT, offset) << 16);
    }
}
