package org.cria.kernels.backend.cpu.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.format.Little;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Products of integers against the formats' own decode, in double. */
final class ReferenceProductTest {
    static List<Format> formats() {
        return WeightReaders.formats().stream()
                .sorted(Comparator.comparingInt(Format::ggmlType))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void itIsTheProductOfDecodedWeightsAndRoundedActivations(Format format) {
        Random random = new Random(format.ggmlType());
        for (int trial = 0; trial < 100; trial++) {
            int columns = format.blockValues() * (1 + random.nextInt(format.blockValues() == 32 ? 30 : 5));
            MemorySegment weights = Arena.ofAuto().allocate(format.bytes(columns));
            RandomBlocks.fill(format, weights, random);
            MemorySegment x = Arena.ofAuto().allocate(ByteActivations.rowBytes(columns));
            ByteActivations.round(
                    RandomBlocks.activations(columns, random), 0, columns, x, 0, ByteActivations.GROUP_BYTES);

            float dot = ReferenceProduct.of(format).dot(weights, 0, x, 0, ByteActivations.GROUP_BYTES, columns);

            assertClose(format, weights, x, columns, dot);
        }
    }

    @Test
    void everyFormatInBlocksHasAProduct() {
        for (Format format : Formats.all()) {
            assertEquals(format.blockValues() > 1, WeightReaders.formats().contains(format), format.name());
        }
        assertThrows(IllegalArgumentException.class, () -> ReferenceProduct.of(Formats.F16));
    }

    /** Each block's sum is rounded about four times before it is added; sums of minima cancel, so the bound is on the sizes of the terms. */
    private static void assertClose(Format format, MemorySegment weights, MemorySegment x, int columns, float dot) {
        float[] w = new float[columns];
        format.decode(weights, 0, w, 0, columns / format.blockValues());
        double exact = 0;
        double sizes = 0;
        for (int i = 0; i < columns; i++) {
            long group = (long) (i / 256) * ByteActivations.GROUP_BYTES;
            double scale = x.get(Little.FLOAT, group + ByteActivations.SCALES + i % 256 / 32 * 4);
            double value = scale * x.get(ValueLayout.JAVA_BYTE, group + i % 256);
            exact += w[i] * value;
            sizes += largest(w, i) * Math.abs(value);
        }
        double bound = sizes * (columns / 32 + 8) * Math.ulp(1f);
        assertTrue(
                Math.abs(dot - exact) <= bound,
                format.name() + ", " + columns + " columns: " + dot + " differs from " + exact + " by more than "
                        + bound);
    }

    /** The largest weight of the same 256: a minimum is that large at most. */
    private static double largest(float[] w, int i) {
        double largest = 0;
        for (int k = i / 256 * 256; k < Math.min(w.length, i / 256 * 256 + 256); k++) {
            largest = Math.max(largest, Math.abs(w[k]));
        }
        return largest;
    }
}
