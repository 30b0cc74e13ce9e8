package org.cria.kernels.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.cria.kernels.backend.cpu.MatMulsOp.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MatMulsOpTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "15, 2", "16, 2", "64, 1", "256, 2", "2048, 8", "5632, 2", "32000, 3", "128256, 64"})
    void runsCoverEveryRowOnceAndGetShorter(int rows, int threads) {
        int at = 0;
        int before = 256;
        for (Part run : MatMulsOp.runs(List.of(rows), threads, 16)) {
            assertEquals(at, run.from());
            int length = run.to() - run.from();
            assertTrue(0 < length && length <= before, run + " after " + before + " rows");
            before = length;
            at = run.to();
        }
        assertEquals(rows, at);
        assertTrue(before <= 16, "the last run has " + before + " rows");
    }

    @Test
    void fewRowsAreSharedInTheShortestRuns() {
        List<Part> runs = MatMulsOp.runs(List.of(100), 4, 16);
        assertEquals(
                List.of(0, 16, 32, 48, 64, 80, 96),
                runs.stream().map(Part::from).toList());
        assertEquals(100, runs.getLast().to());
    }

    @Test
    void runsOfSeveralProductsEndWithTheirProductAndAreShortOnlyAtTheEndOfTheLast() {
        List<Part> runs = MatMulsOp.runs(List.of(2048, 250, 256), 2, 16);
        for (int product = 0; product < 3; product++) {
            int at = 0;
            for (Part run : runs) {
                if (run.product() == product) {
                    assertEquals(at, run.from());
                    at = run.to();
                }
            }
            assertEquals(List.of(2048, 250, 256).get(product), at);
        }
        assertEquals(new Part(0, 1968, 2048), runs.get(runs.indexOf(new Part(1, 0, 112)) - 1));
        assertEquals(
                runs, runs.stream().sorted((a, b) -> a.product() - b.product()).toList());
    }
}
