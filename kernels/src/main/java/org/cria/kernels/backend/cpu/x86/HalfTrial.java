package org.cria.kernels.backend.cpu.x86;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Little;

/** Whether {@link HalfKernels} that never ran on a machine of their instruction set give the bits of plain Java on this one. */
final class HalfTrial {
    private static final int ROWS = 7;
    private static final int TOKENS = 8;
    private static final int COLUMNS = 64;

    private HalfTrial() {}

    static boolean passes(HalfKernels kernels) {
        return HalfKernels.formats().stream().allMatch(format -> passes(kernels, format)) && addsRows(kernels);
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

    private static boolean addsRows(HalfKernels kernels) {
        Random random = new Random(2);
        int pieces = COLUMNS / HalfKernels.PIECE;
        MemorySegment rows = Arena.ofAuto().allocate((long) ROWS * COLUMNS * Short.BYTES, 64);
        for (long i = 0; i < rows.byteSize(); i++) {
            rows.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt(64));
        }
        float[] numbers = new float[ROWS];
        for (int r = 0; r < ROWS; r++) {
            numbers[r] = (float) random.nextGaussian();
        }
        float[] found = new float[COLUMNS];
        kernels.addRows(rows, 0, pieces, ROWS, numbers, 0, found, 0);
        return Arrays.equals(sums(rows, pieces, numbers), found);
    }

    /** What is added to sums, in plain Java. */
    static float[] sums(MemorySegment rows, int pieces, float[] numbers) {
        float[] sums = new float[pieces * HalfKernels.PIECE];
        for (int i = 0; i < sums.length; i++) {
            for (int r = 0; r < numbers.length; r++) {
                int piece = i / HalfKernels.PIECE * numbers.length + r;
                long at = (long) piece * HalfKernels.PIECE + i % HalfKernels.PIECE;
                sums[i] = Math.fma(numbers[r], Float.float16ToFloat(rows.get(Little.SHORT, Short.BYTES * at)), sums[i]);
            }
        }
        return sums;
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
