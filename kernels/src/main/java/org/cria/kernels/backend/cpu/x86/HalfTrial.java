package org.cria.kernels.backend.cpu.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.cria.kernels.format.Format;

/** Whether {@link HalfKernels} that never ran on a machine of their instruction set give the bits of plain Java on this one. */
final class HalfTrial {
    private static final int ROWS = 7;
    private static final int TOKENS = 8;
    private static final int COLUMNS = 64;

    private HalfTrial() {}

    static boolean passes(HalfKernels kernels) {
        return HalfKernels.formats().stream().allMatch(format -> passes(kernels, format));
    }

    private static boolean passes(HalfKernels kernels, Format format) {
        Random random = new Random(1);
        MemorySegment weights = Arena.ofAuto().allocate(ROWS * format.bytes(COLUMNS), 64);
        for (long i = 0; i < weights.byteSize(); i++) {
            // Bytes below 64 make small numbers, and no NaN.
            weights.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt(64));
        }
        float[] x = new float[TOKENS * COLUMNS];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        MemorySegment room = Arena.ofAuto().allocate(kernels.room(COLUMNS, TOKENS) + 1, 64);
        for (int tokens = 1; tokens <= TOKENS; tokens++) {
            float[] found = new float[TOKENS * ROWS];
            kernels.multiply(format, weights, 0, ROWS, COLUMNS, x, tokens, found, 0, ROWS, room);
            if (!Arrays.equals(expected(format, weights, x, tokens, kernels.lanes()), found)) {
                return false;
            }
        }
        return true;
    }

    /** [tokens, rows] in plain Java: a sum for each lane, then the upper ones added to the lower ones. */
    static float[] expected(Format format, MemorySegment weights, float[] x, int tokens, int lanes) {
        float[] row = new float[COLUMNS];
        float[] expected = new float[TOKENS * ROWS];
        for (int r = 0; r < ROWS; r++) {
            format.decode(weights, r * format.bytes(COLUMNS), row, 0, COLUMNS / format.blockValues());
            for (int t = 0; t < tokens; t++) {
                expected[t * ROWS + r] = LaneOrder.dot(row, 0, x, t * COLUMNS, COLUMNS, lanes);
            }
        }
        return expected;
    }
}
