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

    @Override
    public float dot(MemorySegment weights, long offset, float[] x, int start, int cols) {
        // A run stays in the first-level cache; one small array per row costs little beside decoding the row.
        float[] run = new float[Math.min(cols, RUN)];
        float sum = 0;
        for (int done = 0; done < cols; done += run.length) {
            int values = Math.min(run.length, cols - done);
            format.decode(weights, offset + format.bytes(done), run, 0, values / format.blockValues());
            sum += product(run, x, start + done, values);
        }
        return sum;
    }

    @Override
    public void decode(MemorySegment weights, long offset, float[] target, int start, int cols) {
        format.decode(weights, offset, target, start, cols / format.blockValues());
    }

    private static float product(float[] w, float[] x, int start, int values) {
        FloatVector even = FloatVector.zero(Widening.FLOATS);
        FloatVector odd = even;
        int i = 0;
        for (; i <= values - 2 * Widening.COUNT; i += 2 * Widening.COUNT) {
            even = FloatVector.fromArray(Widening.FLOATS, w, i)
                    .fma(FloatVector.fromArray(Widening.FLOATS, x, start + i), even);
            odd = FloatVector.fromArray(Widening.FLOATS, w, i + Widening.COUNT)
                    .fma(FloatVector.fromArray(Widening.FLOATS, x, start + i + Widening.COUNT), odd);
        }
        float sum = LaneSum.sum(even.add(odd));
        for (; i < values; i++) {
            sum = Math.fma(w[i], x[start + i], sum);
        }
        return sum;
    }
}
