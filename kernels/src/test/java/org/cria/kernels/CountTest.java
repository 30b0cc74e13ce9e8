package org.cria.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class CountTest {
    @Test
    void onlyOneIsOne() {
        assertEquals("0 tokens", Count.of(0, "token"));
        assertEquals("1 token", Count.of(1, "token"));
        assertEquals("2 tokens", Count.of(2, "token"));
        assertEquals("1 prompt was", Count.of(1, "prompt was", "prompts were"));
        assertEquals("0 matrices", Count.of(0, "matrix", "matrices"));
    }
}
