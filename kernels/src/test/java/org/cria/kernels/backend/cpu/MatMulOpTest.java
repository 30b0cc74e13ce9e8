package org.cria.kernels.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MatMulOpTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "15, 2", "16, 2", "64, 1", "256, 2", "2048, 8", "5632, 2", "32000, 3", "128256, 64"})
    void decodeTasksCoverEveryRowOnceAndGetShorter(int rows, int threads) {
        int[] starts = MatMulOp.decodeStarts(rows, threads, 16);
        assertEquals(0, starts[0]);
        assertEquals(rows, starts[starts.length - 1]);
        int before = 256;
        for (int task = 1; task < starts.length; task++) {
            int length = starts[task] - starts[task - 1];
            assertTrue(0 < length && length <= before, "task " + task + " of " + length + " rows after " + before);
            before = length;
        }
        assertTrue(before <= 16, "the last task has " + before + " rows");
    }

    @Test
    void fewRowsAreSharedInTheShortestRuns() {
        assertArrayEquals(new int[] {0, 16, 32, 48, 64, 80, 96, 100}, MatMulOp.decodeStarts(100, 4, 16));
    }
}
