package org.cria.kernels.backend.tornado.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.cria.kernels.backend.CellEncoder;
import org.cria.kernels.format.Formats;
import org.cria.kernels.format.Little;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** A device makes the blocks that the host makes. */
final class CachedBlockTest {
    private static final FloatArray TABLES = Tables.make();

    /** Values of all sizes that f32 has, and in between of those that models have. */
    @Test
    void randomBlocksAreTheHostsToTheBit() {
        Random random = new Random(8);
        for (int n = 0; n < 300_000; n++) {
            float size =
                    n % 3 == 0 ? Math.scalb(1f, random.nextInt(277) - 149) : Math.scalb(1f, random.nextInt(16) - 8);
            float[] values = new float[CachedBlock.VALUES];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian() * size;
            }
            assertSame(values);
        }
    }

    /** Where the largest is 127 steps of a power of two, halves of steps are exact, and so are their neighbours. */
    @Test
    void halvesAndTheirNeighboursAreTheHostsToTheBit() {
        for (int exponent = -30; exponent < 20; exponent++) {
            float step = Math.scalb(1f, exponent);
            for (int half = 0; half < 127; half += 5) {
                float[] values = new float[CachedBlock.VALUES];
                values[0] = -127 * step;
                for (int i = 0; i < 5; i++) {
                    float middle = (half + i + 0.5f) * step;
                    values[3 * i + 1] = middle;
                    values[3 * i + 2] = -Math.nextDown(middle);
                    values[3 * i + 3] = Math.nextUp(middle);
                }
                assertSame(values);
            }
        }
    }

    /** Largest magnitudes around those whose step fp16 rounds to nothing, to its smallest numbers, and to infinity. */
    @Test
    void theEndsOfHalfPrecisionAreTheHostsToTheBit() {
        Random random = new Random(16);
        for (float step : new float[] {0x1p-26f, 0x1p-25f, 0x1p-24f, 0x1.8p-24f, 0x1p-14f, 65504f, 65520f, 65536f}) {
            float largest = 127 * step;
            for (int away = -50; away <= 50; away++) {
                float[] values = new float[CachedBlock.VALUES];
                values[31] = Float.intBitsToFloat(Float.floatToRawIntBits(largest) + away);
                for (int i = 0; i < 31; i++) {
                    values[i] = values[31] * (2 * random.nextFloat() - 1);
                }
                assertSame(values);
            }
        }
        assertSame(new float[CachedBlock.VALUES]);
    }

    @Test
    void whatIsNoNumberBecomesNone() {
        for (float none : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            float[] values = new float[CachedBlock.VALUES];
            Arrays.fill(values, 1f);
            values[5] = none;
            float[] decoded = new float[CachedBlock.VALUES];
            Formats.Q8_0.decode(MemorySegment.ofArray(block(values)), 0, decoded, 0, 1);
            for (float value : decoded) {
                assertFalse(Float.isFinite(value), none + " among others: " + value);
            }
        }
    }

    private static void assertSame(float[] values) {
        byte[] expected = new byte[Formats.Q8_0.blockBytes()];
        CellEncoder.of(Formats.Q8_0).encode(values, 0, values.length, MemorySegment.ofArray(expected), 0);
        byte[] found = block(values);
        if (!Arrays.equals(expected, found)) {
            assertEquals(Arrays.toString(expected), Arrays.toString(found), Arrays.toString(values));
        }
    }

    private static byte[] block(float[] values) {
        FloatArray array = FloatArray.fromArray(values);
        int step = CachedBlock.step(TABLES, CachedBlock.largest(array, 0));
        MemorySegment block = MemorySegment.ofArray(new byte[Formats.Q8_0.blockBytes()]);
        block.set(Little.SHORT, 0, Float.floatToFloat16(CachedBlock.scale(TABLES, step)));
        for (int i = 0; i < values.length; i += CachedBlock.OF_WORD) {
            int word = CachedBlock.word(array, i, CachedBlock.inverse(TABLES, step));
            block.set(Little.INT, Short.BYTES + i, word);
        }
        return (byte[]) block.heapBase().orElseThrow();
    }
}
