package org.cria.kernels.backend.cpu.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.cria.kernels.format.Format;

/** Whether {@link CellKernels} that never ran on a machine of their instruction set give the bits of plain Java on this one. */
final class CellTrial {
    private static final int CELLS = 3;
    private static final int DIMS = 2 * CellValues.VALUES;
    private static final int HEADS = CellKernels.MOST_HEADS;

    private final int lanes;
    private final Random random = new Random(1);

    /** @param lanes of a vector */
    CellTrial(int lanes) {
        this.lanes = lanes;
    }

    boolean passes(CellKernels kernels) {
        return Arrays.stream(CellValues.values()).allMatch(values -> passes(kernels, values.format()));
    }

    private boolean passes(CellKernels kernels, Format format) {
        int bytes = Math.toIntExact(format.bytes(DIMS));
        MemorySegment memory = Arena.ofAuto().allocate((long) CELLS * bytes, 64);
        float[] cells = new float[CELLS * DIMS];
        for (int i = 0; i < CELLS * bytes; i++) {
            // Bytes below 64 make small numbers in every format, and no NaN.
            memory.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt(64));
        }
        for (int i = 0; i < CELLS; i++) {
            format.decode(memory, (long) i * bytes, cells, i * DIMS, DIMS / format.blockValues());
        }
        float[] heads = random(HEADS * DIMS);
        CellKernels.Cells read = new CellKernels.Cells(format, memory, 0, bytes, CELLS, DIMS);
        for (int count = 1; count <= HEADS; count++) {
            float[] scores = new float[HEADS * CELLS];
            kernels.scores(read, new CellKernels.Heads(heads, 0, DIMS), new CellKernels.Heads(scores, 0, CELLS), count);
            float[] sums = heads.clone();
            kernels.addWeighted(
                    read, new CellKernels.Heads(scores, 0, CELLS), new CellKernels.Heads(sums, 0, DIMS), count);
            if (!Arrays.equals(scores, scores(heads, cells, count))
                    || !Arrays.equals(sums, sums(heads, cells, scores, count))) {
                return false;
            }
        }
        return true;
    }

    private float[] random(int length) {
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    private float[] scores(float[] heads, float[] cells, int count) {
        float[] scores = new float[HEADS * CELLS];
        for (int i = 0; i < count * CELLS; i++) {
            scores[i] = LaneOrder.dot(heads, i / CELLS * DIMS, cells, i % CELLS * DIMS, DIMS, lanes);
        }
        return scores;
    }

    private static float[] sums(float[] heads, float[] cells, float[] weights, int count) {
        float[] sums = heads.clone();
        for (int i = 0; i < count * DIMS; i++) {
            for (int cell = 0; cell < CELLS; cell++) {
                sums[i] = Math.fma(weights[i / DIMS * CELLS + cell], cells[cell * DIMS + i % DIMS], sums[i]);
            }
        }
        return sums;
    }
}
