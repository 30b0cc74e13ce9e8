package org.cria.model.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.cria.kernels.CriaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunksTest {
    @Test
    void aTextIsCutIntoWholeWindows() {
        Chunks chunks = Chunks.of(text(26), 8, -1);
        assertEquals(3, chunks.count());
        assertEquals(8, chunks.window());
        assertArrayEquals(new int[] {16, 17, 18, 19, 20, 21, 22, 23}, chunks.chunk(2));
    }

    @ParameterizedTest
    @CsvSource({"8, 4, 3", "9, 4, 4", "3, 1, 1", "128, 64, 63"})
    void theSecondHalfOfAWindowIsScored(int window, int first, int scored) {
        Chunks chunks = Chunks.of(text(2 * window), window, -1);
        assertEquals(first, chunks.firstScored());
        assertEquals(scored, chunks.scoredPerChunk());
    }

    @ParameterizedTest
    @CsvSource({"-1, 4", "1, 1", "4, 4", "5, 4"})
    void aLimitIsTheMostChunks(int limit, int expected) {
        assertEquals(expected, Chunks.of(text(32), 8, limit).count());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15})
    void aTextShorterThanTwoWindowsIsRefused(int length) {
        CriaException refusal = assertThrows(CriaException.class, () -> Chunks.of(text(length), 8, -1));
        assertEquals(
                "the text has " + length + (length == 1 ? " token" : " tokens")
                        + ", expected at least 16 (twice the window). Give a longer text or a"
                        + " smaller context size.",
                refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, 1 << 30, (1 << 30) + 1})
    void aWindowBeyondAnyTextIsRefused(int window) {
        CriaException refusal = assertThrows(CriaException.class, () -> Chunks.of(text(100), window, -1));
        assertTrue(String.valueOf(refusal.getMessage()).contains(String.valueOf(2L * window)), refusal.getMessage());
    }

    /** A window of two would score nothing, and the mean of nothing is no number. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 2})
    void aWindowThatScoresNothingIsRefused(int window) {
        CriaException refusal = assertThrows(CriaException.class, () -> Chunks.of(text(100), window, -1));
        assertTrue(String.valueOf(refusal.getMessage()).contains("larger context size"), refusal.getMessage());
        assertTrue(String.valueOf(refusal.getMessage()).contains("3"), refusal.getMessage());
    }

    private static int[] text(int length) {
        return IntStream.range(0, length).toArray();
    }
}
