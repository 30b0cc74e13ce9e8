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
    public float dot(MemorySegment weights, long offset, float[] arranged, int cols) {
        FloatVector even = Widening.zero();
        FloatVector odd = Widening.zero();
        int pairs = cols / (2 * Widening.COUNT);
        for (int p = 0; p < pairs; p++) {
            int c = 2 * Widening.COUNT * p;
            long at = offset + 2L * c;
            even = values(weights, at).fma(Widening.activations(arranged, c), even);
            odd = values(weights, at + STEP).fma(Widening.activations(arranged, c + Widening.COUNT), odd);
        }
        float sum = LaneSum.sum(even.add(odd));
        for (int c = 2 * Widening.COUNT * pairs; c < cols; c++) {
            sum = Math.fma(value(weights, offset + 2L * c), arranged[c], sum);
        }
        return sum;
    }

    @Override
    public void decode(MemorySegment weights, long offset, float[] target, int start, int cols) {
        int vectors = cols / Widening.COUNT;
        for (int v = 0; v < vectors; v++) {
            int c = Widening.COUNT * v;
            values(weights, offset + 2L * c).intoArray(target, start + c);
        }
        for (int c = Widening.COUNT * vectors; c < cols; c++) {
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
