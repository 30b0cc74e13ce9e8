package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import org.cria.kernels.format.Little;

/** F32: values are multiplied where they lie. */
final class F32Rows implements Rows {
    // Bytes of one vector's values.
    private static final long STEP = 4L * Widening.COUNT;

    @Override
    public float dot(MemorySegment weights, long offset, float[] x, int start, int cols) {
        FloatVector sum0 = Widening.zero();
        FloatVector sum1 = Widening.zero();
        FloatVector sum2 = Widening.zero();
        FloatVector sum3 = Widening.zero();
        int tiled = cols - cols % (4 * Widening.COUNT);
        int c = 0;
        for (; c < tiled; c += 4 * Widening.COUNT) {
            long at = offset + 4L * c;
            sum0 = values(weights, at).fma(Widening.activations(x, start + c), sum0);
            sum1 = values(weights, at + STEP).fma(Widening.activations(x, start + c + Widening.COUNT), sum1);
            sum2 = values(weights, at + 2 * STEP).fma(Widening.activations(x, start + c + 2 * Widening.COUNT), sum2);
            sum3 = values(weights, at + 3 * STEP).fma(Widening.activations(x, start + c + 3 * Widening.COUNT), sum3);
        }
        float sum = LaneSum.sum(sum0.add(sum1).add(sum2.add(sum3)));
        for (; c < cols; c++) {
            sum = Math.fma(value(weights, offset + 4L * c), x[start + c], sum);
        }
        return sum;
    }

    @Override
    public void decode(MemorySegment weights, long offset, float[] target, int start, int cols) {
        MemorySegment.copy(weights, Little.FLOAT, offset, target, start, cols);
    }

    private static FloatVector values(MemorySegment weights, long offset) {
        return FloatVector.fromMemorySegment(Widening.FLOATS, weights, offset, ByteOrder.LITTLE_ENDIAN);
    }

    private static float value(MemorySegment weights, long offset) {
        return weights.get(Little.FLOAT, offset);
    }
}
