package org.cria.cli.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Iterator;
import org.junit.jupiter.api.Test;

final class MatVecSpeedTest {
    @Test
    void roundsThatAgreeDecideAndNotThoseThatSomethingDisturbed() {
        assertEquals(10.2, settled(90, 40, 12, 10.2, 10.1, 10.5, 77));
        assertEquals(10, settled(10, 10, 10), "a quiet machine needs three");
    }

    @Test
    void whereNoneAgreeAllDecide() {
        assertEquals(8, settled(1, 15, 2, 14, 3, 13, 4, 12, 5, 11, 6, 10, 7, 9, 8));
    }

    private static double settled(double... rounds) {
        Iterator<Double> next = Arrays.stream(rounds).iterator();
        return MatVecSpeed.settled(next::next);
    }
}
