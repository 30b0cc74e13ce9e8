package org.cria.kernels.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FormatTest {
    static List<Format> formats() {
        return Formats.all();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void goldenBlocksDecodeBitForBit(Format format) {
        GoldenBlocks golden = GoldenBlocks.of(format);
        int blocks = golden.values().length / format.blockValues();
        assertEquals(golden.encoded().byteSize(), (long) blocks * format.blockBytes(), "bytes of the golden blocks");

        float[] decoded = new float[golden.values().length];
        format.decode(golden.encoded(), 0, decoded, 0, blocks);

        assertArrayEquals(golden.values(), bits(decoded));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void everyBlockDecodesAloneAndAtAnOddOffset(Format format) {
        GoldenBlocks golden = GoldenBlocks.of(format);
        int values = format.blockValues();
        MemorySegment shifted =
                MemorySegment.ofArray(new byte[(int) golden.encoded().byteSize() + 3]);
        MemorySegment.copy(golden.encoded(), 0, shifted, 3, golden.encoded().byteSize());

        for (int b = 0; b < golden.values().length / values; b++) {
            float[] decoded = new float[values];
            format.decode(shifted, 3 + (long) b * format.blockBytes(), decoded, 0, 1);
            assertArrayEquals(
                    Arrays.copyOfRange(golden.values(), b * values, (b + 1) * values), bits(decoded), "block " + b);
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void decodingTouchesOnlyItsRangeOfTheTarget(Format format) {
        GoldenBlocks golden = GoldenBlocks.of(format);
        int values = format.blockValues();
        float[] target = new float[values + 12];
        Arrays.fill(target, 42);

        format.decode(golden.encoded(), format.blockBytes(), target, 5, 1);

        int[] expected = new int[target.length];
        Arrays.fill(expected, Float.floatToRawIntBits(42));
        System.arraycopy(golden.values(), values, expected, 5, values);
        assertArrayEquals(expected, bits(target));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void bytesCountsWholeBlocks(Format format) {
        assertEquals(0, format.bytes(0));
        assertEquals(3L * format.blockBytes(), format.bytes(3L * format.blockValues()));
        long manyBlocks = 1L << 33;
        assertEquals(manyBlocks * format.blockBytes(), format.bytes(manyBlocks * format.blockValues()));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aBlockCutShortIsOutOfBounds(Format format) {
        MemorySegment cut = MemorySegment.ofArray(new byte[format.blockBytes() - 1]);
        float[] target = new float[format.blockValues()];
        assertThrows(IndexOutOfBoundsException.class, () -> format.decode(cut, 0, target, 0, 1));
    }

    @Test
    void everyHalfDecodesToItsMathematicalValue() {
        float[] value = new float[1];
        for (int half = 0; half < 1 << 16; half++) {
            MemorySegment bytes = MemorySegment.ofArray(new byte[] {(byte) half, (byte) (half >> 8)});
            Formats.F16.decode(bytes, 0, value, 0, 1);

            int exponent = half >> 10 & 31;
            int fraction = half & 1023;
            double magnitude = exponent == 31
                    ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                    : exponent == 0 ? Math.scalb(fraction, -24) : Math.scalb(1024 + fraction, exponent - 25);
            float expected = (float) (half < 1 << 15 ? magnitude : -magnitude);
            assertEquals(expected, value[0], "half " + Integer.toHexString(half));
        }
    }

    @Test
    void everyFormatIsFoundByItsIdAndNoTwoShareAName() {
        Set<Integer> ids = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (Format format : Formats.all()) {
            assertTrue(names.add(format.name()), format.name());
            assertEquals(Optional.of(format), Formats.byGgmlType(format.ggmlType()));
            assertTrue(ids.add(format.ggmlType()), format.name());
        }
        assertEquals(ids.stream().sorted().toList(), List.copyOf(idsInOrder()), "order of the list");
    }

    @Test
    void anUnknownFormatIsNoneOfTheOnesThatMessagesName() {
        for (Format format : Formats.all()) {
            assertTrue(List.of(Formats.names().split(", ")).contains(format.name()), Formats.names());
        }
        assertEquals(Optional.empty(), Formats.byGgmlType(999));
    }

    private static List<Integer> idsInOrder() {
        return Formats.all().stream().map(Format::ggmlType).toList();
    }

    /** Bits, since {@code -0.0} and {@code 0.0} differ only there. */
    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }
}
