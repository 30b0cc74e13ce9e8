package org.cria.kernels.backend;

import java.lang.foreign.MemorySegment;
import org.cria.kernels.backend.cpu.rows.Rows;
import org.cria.kernels.format.Formats;

/**
 * An experiment: rows of Q8_0 multiplied in double precision.
 *
 * @param skipped values at the end of every row that the product leaves out; 0 is right
 */
record OwnQ8Rows(int skipped) implements Rows {
    @Override
    public float dot(MemorySegment weights, long offset, float[] arranged, int cols) {
        float[] row = new float[cols];
        decode(weights, offset, row, 0, cols);
        double sum = 0;
        for (int i = 0; i < cols - skipped; i++) {
            sum += (double) row[i] * arranged[i];
        }
        return (float) sum;
    }

    @Override
    public void decode(MemorySegment weights, long offset, float[] target, int start, int cols) {
        Formats.Q8_0.decode(weights, offset, target, start, cols / Formats.Q8_0.blockValues());
    }
}
