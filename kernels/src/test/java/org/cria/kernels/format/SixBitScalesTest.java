package org.cria.kernels.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SixBitScalesTest {
    @Test
    void packedScalesAndMinimaComeBack() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            int[] scales = random.ints(8, 0, 64).toArray();
            int[] minima = random.ints(8, 0, 64).toArray();
            MemorySegment packed = MemorySegment.ofArray(pack(scales, minima));

            long unpackedScales = SixBitScales.scales(packed, 1);
            long unpackedMinima = SixBitScales.minima(packed, 1);

            for (int i = 0; i < 8; i++) {
                assertEquals(scales[i], SixBitScales.get(unpackedScales, i), "scale " + i);
                assertEquals(minima[i], SixBitScales.get(unpackedMinima, i), "minimum " + i);
            }
        }
    }

    /** The 12 bytes, after one byte that makes them unaligned. */
    private static byte[] pack(int[] scales, int[] minima) {
        byte[] packed = new byte[13];
        for (int i = 0; i < 4; i++) {
            packed[1 + i] = (byte) (scales[i] | (scales[4 + i] >> 4 << 6));
            packed[5 + i] = (byte) (minima[i] | (minima[4 + i] >> 4 << 6));
            packed[9 + i] = (byte) ((scales[4 + i] & 15) | ((minima[4 + i] & 15) << 4));
        }
        return packed;
    }
}
