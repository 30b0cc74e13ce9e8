package org.cria.model.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Numbers that Python 3.11 gave for the same calls. */
final class PythonRandomTest {
    @Test
    void bitsArePythons() {
        PythonRandom random = new PythonRandom(1234);
        assertEquals(4150886329L, Integer.toUnsignedLong(random.bits()));
        assertEquals(3342196574L, Integer.toUnsignedLong(random.bits()));
        assertEquals(1892932127L, Integer.toUnsignedLong(random.bits()));
    }

    @Test
    void samplesOfAFewOutOfManyArePythons() {
        PythonRandom random = new PythonRandom(1234);
        assertArrayEquals(new int[] {6374, 3610, 957, 61, 742}, random.sample(7473, 5));
        assertArrayEquals(new int[] {7462, 6610, 4769, 286, 5501}, random.sample(7473, 5));
    }

    @Test
    void samplesArePythonsWhereItChangesItsWay() {
        PythonRandom random = new PythonRandom(0);
        assertArrayEquals(new int[] {6, 9, 0, 2, 4, 3}, random.sample(10, 6));
        assertArrayEquals(new int[] {12, 25, 26, 9, 15, 11}, random.sample(30, 6));
        assertArrayEquals(new int[] {74, 27, 64, 17, 36, 81}, random.sample(85, 6));
        assertArrayEquals(new int[] {12, 79, 32, 68, 77, 18}, random.sample(86, 6));
    }

    @Test
    void aSeedOfMoreThan32BitsIsPythons() {
        assertArrayEquals(new int[] {78, 95, 81}, new PythonRandom((1L << 40) + 7).sample(100, 3));
        assertArrayEquals(new int[] {78, 95, 81}, new PythonRandom(-(1L << 40) - 7).sample(100, 3));
    }
}
