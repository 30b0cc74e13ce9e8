package org.cria.kernels.backend.cpu.rows;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@link Q8_0Rows} to the bit, a lane after the other. */
final class ScalarQ8_0Rows implements Rows {
    private static final int VALUES = 32;
    private static final int BYTES = 34;
    private static final float UNIT = 0x1p-24f;
    // Values of the blocks that fill a vector of ints of four bytes.
    private static final int WHOLE = Math.max(VALUES, 4 * ScalarLanes.COUNT);

    @Override
    public void arrange(float[] x, int start, int cols, float[] arranged) {
        int step = 4 * ScalarLanes.COUNT;
        int whole = cols - cols % WHOLE;
        for (int v = 0; v < whole; v += step) {
            for (int lane = 0; lane < ScalarLanes.COUNT; lane++) {
                for (int k = 0; k < 4; k++) {
                    arranged[v + k * ScalarLanes.COUNT + lane] = x[start + v + 4 * lane + k] * UNIT;
                }
            }
        }
        System.arraycopy(x, start + whole, arranged, whole, cols - whole);
    }

    @Override
    public float dot(MemorySegment weights, long offset, float[] arranged, int cols) {
        byte[] row = row(weights, offset, cols);
        float[] lanes = new float[ScalarLanes.COUNT];
        int whole = cols - cols % WHOLE;
        for (int v = 0; v < whole; v += 4 * ScalarLanes.COUNT) {
            for (int lane = 0; lane < ScalarLanes.COUNT; lane++) {
                int value = v + 4 * lane;
                int block = value / VALUES * BYTES;
                float part = part(row, block + 2 + value % VALUES, arranged, v + lane);
                lanes[lane] = Math.fma(part, scale(row, block), lanes[lane]);
            }
        }
        return ScalarLanes.sum(lanes) + rest(row, arranged, cols, whole / VALUES);
    }

    /** Four values, 2²⁴ times too large, times theirs of a vector of lanes each. */
    private static float part(byte[] row, int at, float[] arranged, int x) {
        float even = (float) (row[at] << 24) * arranged[x];
        float odd = (float) (row[at + 1] << 24) * arranged[x + ScalarLanes.COUNT];
        even = Math.fma((float) (row[at + 2] << 24), arranged[x + 2 * ScalarLanes.COUNT], even);
        odd = Math.fma((float) (row[at + 3] << 24), arranged[x + 3 * ScalarLanes.COUNT], odd);
        return even + odd;
    }

    /** The products of the blocks that do not fill a vector. */
    private static float rest(byte[] row, float[] arranged, int cols, int blocks) {
        float sum = 0;
        for (int b = blocks; b < cols / VALUES; b++) {
            float part = 0;
            for (int i = 0; i < VALUES; i++) {
                part = Math.fma(row[b * BYTES + 2 + i], arranged[b * VALUES + i], part);
            }
            sum = Math.fma(part, scale(row, b * BYTES), sum);
        }
        return sum;
    }

    @Override
    public void decode(MemorySegment weights, long offset, float[] target, int start, int cols) {
        byte[] row = row(weights, offset, cols);
        for (int b = 0; b < cols / VALUES; b++) {
            float d = scale(row, b * BYTES);
            int from = b * BYTES + 2;
            int to = start + b * VALUES;
            for (int i = 0; i < VALUES; i++) {
                target[to + i] = row[from + i] * d;
            }
        }
    }

    /** A copy: arrays are quicker than memory while nothing is compiled. */
    private static byte[] row(MemorySegment weights, long offset, int cols) {
        byte[] row = new byte[cols / VALUES * BYTES];
        MemorySegment.copy(weights, ValueLayout.JAVA_BYTE, offset, row, 0, row.length);
        return row;
    }

    private static float scale(byte[] row, int block) {
        return Float.float16ToFloat((short) ((row[block] & 0xFF) | (row[block + 1] << 8)));
    }
}
