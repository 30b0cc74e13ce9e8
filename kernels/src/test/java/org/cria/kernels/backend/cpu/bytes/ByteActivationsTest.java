package org.cria.kernels.backend.cpu.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.cria.kernels.format.Little;
import org.junit.jupiter.api.Test;

/** What rounding activations to 8 bits promises. */
final class ByteActivationsTest {
    private static final int GROUP = ByteActivations.GROUP_BYTES;

    @Test
    void aValueIsAtMostHalfAStepFromItsActivation() {
        float[] x = RandomBlocks.activations(512, new Random(1));
        MemorySegment rounded = round(x, 0, 512);
        for (int i = 0; i < x.length; i++) {
            float scale = scale(rounded, i);
            double error = Math.abs((double) scale * q(rounded, i) - x[i]);
            assertTrue(error <= scale * 0.500001, "value " + i + ": " + x[i] + ", scale " + scale + ", error " + error);
        }
    }

    @Test
    void theLargestOfABlockIs127StepsAndHalvesGoToTheEvenStep() {
        float[] x = new float[32];
        x[3] = -127;
        x[4] = 0.5f;
        x[5] = 1.5f;
        x[6] = -2.5f;
        MemorySegment rounded = round(x, 0, 32);
        assertEquals(1f, scale(rounded, 0));
        assertEquals(-127, q(rounded, 3));
        assertEquals(0, q(rounded, 4));
        assertEquals(2, q(rounded, 5));
        assertEquals(-2, q(rounded, 6));
    }

    @Test
    void sumsAreThoseOfTheSteps() {
        MemorySegment rounded = round(RandomBlocks.activations(261, new Random(2)), 5, 256);
        for (int b = 0; b < 8; b++) {
            int[] half = new int[2];
            for (int i = 0; i < 32; i++) {
                half[i / 16] += q(rounded, 32 * b + i);
            }
            float scale = scale(rounded, 32 * b);
            assertEquals(-128 * (half[0] + half[1]), rounded.get(Little.INT, ByteActivations.COUNTS + 4 * b));
            assertEquals(scale * (half[0] + half[1]), rounded.get(Little.FLOAT, ByteActivations.SUMS + 4 * b));
            for (int h = 0; h < 2; h++) {
                assertEquals(-128 * half[h], rounded.get(Little.INT, ByteActivations.HALF_COUNTS + 8 * b + 4 * h));
                assertEquals(half[h], rounded.get(Little.SHORT, ByteActivations.HALVES + 4 * b + 2 * h));
                assertEquals(scale * half[h], rounded.get(Little.FLOAT, ByteActivations.HALF_SUMS + 32 * h + 4 * b));
            }
        }
    }

    @Test
    void whatColumnsDoNotFillIsZero() {
        MemorySegment rounded = round(RandomBlocks.activations(288, new Random(3)), 0, 288);
        for (int i = 288; i < 512; i++) {
            assertEquals(0, q(rounded, i));
            assertEquals(0f, scale(rounded, i));
        }
    }

    @Test
    void tinyBlocksAreZero() {
        float[] x = {1e-38f, -Float.MIN_VALUE, 0f, -0f};
        MemorySegment rounded = round(java.util.Arrays.copyOf(x, 32), 0, 32);
        for (int i = 0; i < 32; i++) {
            assertEquals(0, q(rounded, i));
        }
        assertTrue(scale(rounded, 0) >= 0 && scale(rounded, 0) < 1e-31f);
    }

    @Test
    void whatIsNotFiniteMakesItsScaleNotFinite() {
        for (float special : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            float[] x = RandomBlocks.activations(32, new Random(4));
            x[17] = special;
            MemorySegment rounded = round(x, 0, 32);
            assertFalse(Float.isFinite(scale(rounded, 0)));
            assertEquals(0, q(rounded, 17));
        }
    }

    private static MemorySegment round(float[] x, int start, int columns) {
        MemorySegment rounded = Arena.ofAuto().allocate(ByteActivations.rowBytes(columns));
        rounded.fill((byte) 42);
        ByteActivations.round(x, start, columns, rounded, 0, GROUP);
        return rounded;
    }

    private static byte q(MemorySegment rounded, int i) {
        return rounded.get(ValueLayout.JAVA_BYTE, i / 256 * GROUP + i % 256);
    }

    private static float scale(MemorySegment rounded, int i) {
        return rounded.get(Little.FLOAT, i / 256 * GROUP + ByteActivations.SCALES + i % 256 / 32 * 4);
    }
}
