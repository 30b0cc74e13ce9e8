package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.cria.kernels.format.Little;

/** BF16: the bits are the upper half of a float's. */
final class BF16Rows implements Rows {
    // Bytes of a vector of ints.
    private static final long WORDS = 4L * Widening.COUNT;

    @Override
    public void arrange(float[] x, int start, int cols, float[] arranged) {
        HalfWords.arrange(x, start, cols, 1, arranged);
    }

    @Override
    public float dot(MemorySegment weights, long offset, float[] arranged, int cols) {
        FloatVector low = Widening.zero();
        FloatVector high = Widening.zero();
        FloatVector nextLow = Widening.zero();
        FloatVector nextHigh = Widening.zero();
        int whole = HalfWords.whole(cols);
        for (int c = 0; c < whole; c += HalfWords.STEP) {
            IntVector words = Widening.ints(weights, offset + 2L * c);
            IntVector next = Widening.ints(weights, offset + 2L * c + WORDS);
            low = low(words).fma(Widening.activations(arranged, c), low);
            high = high(words).fma(Widening.activations(arranged, c + Widening.COUNT), high);
            nextLow = low(next).fma(Widening.activations(arranged, c + 2 * Widening.COUNT), nextLow);
            nextHigh = high(next).fma(Widening.activations(arranged, c + 3 * Widening.COUNT), nextHigh);
        }
        float sum = LaneSum.sum(low.add(high).add(nextLow.add(nextHigh)));
        for (int c = whole; c < cols; c++) {
            sum = Math.fma(value(weights, offset + 2L * c), arranged[c], sum);
        }
        return sum;
    }

    private static FloatVector low(IntVector words) {
        return words.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }

    private static FloatVector high(IntVector words) {
        return words.and(0xFFFF0000).reinterpretAsFloats();
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
