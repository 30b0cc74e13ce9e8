package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;
import org.cria.kernels.format.Little;

/** {@link F32Rows} to the bit, a lane after the other. */
final class ScalarF32Rows implements Rows {
    /** The row itself lies behind the factors: arrays are quicker than memory while nothing is compiled. */
    @Override
    public int arrangedLength(int cols) {
        return 2 * cols;
    }

    @Override
    public float dot(MemorySegment weights, long offset, float[] arranged, int cols) {
        decode(weights, offset, arranged, cols, cols);
        int pair = 2 * ScalarLanes.COUNT;
        int whole = cols - cols % pair;
        float[] even = new float[ScalarLanes.COUNT];
        float[] odd = new float[ScalarLanes.COUNT];
        ScalarLanes.add(arranged, cols, arranged, 0, whole, pair, even);
        ScalarLanes.add(
                arranged, cols + ScalarLanes.COUNT, arranged, ScalarLanes.COUNT, whole - ScalarLanes.COUNT, pair, odd);
        for (int lane = 0; lane < ScalarLanes.COUNT; lane++) {
            even[lane] += odd[lane];
        }
        float sum = ScalarLanes.sum(even);
        for (int c = whole; c < cols; c++) {
            sum = Math.fma(arranged[cols + c], arranged[c], sum);
        }
        return sum;
    }

    @Override
    public void decode(MemorySegment weights, long offset, float[] target, int start, int cols) {
        MemorySegment.copy(weights, Little.FLOAT, offset, target, start, cols);
    }
}
