package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.cria.kernels.format.Format;

/** A format without a kernel of its own: the reference decode a run at a time, then a vector product. */
final class DecodedRows implements Rows {
    // Values decoded at a time; a multiple of every block.
    private static final int RUN = 256;

    private final Format format;

    DecodedRows(Format format) {
        this.format = format;
    }

    /** A run of decoded values lies behind the factors; there it stays in the first-level cache. */
    @Override
    public int arrangedLength(int cols) {
        return cols + Math.min(cols, RUN);
    }

    @Override
    public float dot(MemorySegment weights, long offset, float[] arranged, int cols) {
        float sum = 0;
        for (int done = 0; done < cols; done += RUN) {
            int values = Math.min(RUN, cols - done);
            format.decode(weights, offset + format.bytes(done), arranged, cols, values / format.blockValues());
            sum += product(arranged, cols, done, values);
        }
        return sum;
    }

    @Override
    public void decode(MemorySegment weights, long offset, float[] target, int start, int cols) {
        format.decode(weights, offset, target, start, cols / format.blockValues());
    }

    private static float product(float[] both, int w, int x, int values) {
        FloatVector even = FloatVector.zero(Widening.FLOATS);
        FloatVector odd = even;
        int i = 0;
        for (; i <= values - 2 * Widening.COUNT; i += 2 * Widening.COUNT) {
            even = FloatVector.fromArray(Widening.FLOATS, both, w + i)
                    .fma(FloatVector.fromArray(Widening.FLOATS, both, x + i), even);
            odd = FloatVector.fromArray(Widening.FLOATS, both, w + i + Widening.COUNT)
                    .fma(FloatVector.fromArray(Widening.FLOATS, both, x + i + Widening.COUNT), odd);
        }
        float sum = LaneSum.sum(even.add(odd));
        for (; i < values; i++) {
            sum = Math.fma(both[w + i], both[x + i], sum);
        }
        return sum;
    }
}
