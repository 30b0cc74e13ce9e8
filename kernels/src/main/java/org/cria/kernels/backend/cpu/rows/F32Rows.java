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
    public float dot(MemorySegment weights, long offset, float[] arranged, int cols) {
        FloatVector even = Widening.zero();
        FloatVector odd = Widening.zero();
        int pairs = cols / (2 * Widening.COUNT);
        for (int p = 0; p < pairs; p++) {
            int c = 2 * Widening.COUNT * p;
            long at = offset + 4L * c;
            even = values(weights, at).fma(Widening.activations(arranged, c), even);
            odd = values(weights, at + STEP).fma(Widening.activations(arranged, c + Widening.COUNT), odd);
        }
        float sum = LaneSum.sum(even.add(odd));
        for (int c = 2 * Widening.COUNT * pairs; c < cols; c++) {
            sum = Math.fma(value(weights, offset + 4L * c), arranged[c], sum);
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
