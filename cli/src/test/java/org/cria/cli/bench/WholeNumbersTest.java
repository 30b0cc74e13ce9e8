package org.cria.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Options that are lists of numbers. */
class WholeNumbersTest {
    @Test
    void listsAndRangesAreThoseOfLlamaBench() {
        assertEquals(List.of(512), numbers("512"));
        assertEquals(List.of(1, 2, 8), numbers("1,2,8"));
        assertEquals(List.of(1, 2, 3, 4), numbers("1-4"));
        assertEquals(List.of(0, 256, 512, 7), numbers("0-512+256,7"));
        assertEquals(List.of(128, 256, 512, 1024, 2048), numbers("128-2048*2"));
        assertEquals(List.of(1, 999_999_999), numbers("1-999999999*999999999"));
    }

    private static List<Integer> numbers(String text) {
        return new WholeNumbers().convert(text).numbers();
    }
}
