package org.cria.kernels.backend.cpu.rows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.format.Little;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every kernel promises, for every format, against the reference decode. */
final class RowsTest {
    private static final int START = 5;

    static Stream<Arguments> kernels() {
        return Formats.all().stream()
                .flatMap(format -> Stream.of(
                        Arguments.of(format.name(), "vector", format, RowsByFormat.STANDARD.vector(format)),
                        Arguments.of(format.name(), "scalar", format, RowsByFormat.STANDARD.scalar(format)),
                        Arguments.of(format.name(), "plain", format, new PlainRows(format))));
    }

    static List<Format> formats() {
        return Formats.all();
    }

    static List<Format> formatsWithoutBlocks() {
        return Formats.all().stream().filter(f -> f.blockValues() == 1).toList();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("kernels")
    void dotIsTheSumOfProducts(String name, String kind, Format format, Rows rows) {
        for (int cols : columns(format)) {
            for (boolean subnormal : new boolean[] {false, true}) {
                EncodedRow row = EncodedRow.random(format, cols, 31L * cols, subnormal);
                float[] x = activations(START + cols + 2, cols);
                float dot = dot(rows, row.weights(), x, START, cols);
                assertClose(row.values(), x, dot, name + " " + kind + ", " + cols + " columns");
            }
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("kernels")
    void decodeIsTheReferenceBitForBit(String name, String kind, Format format, Rows rows) {
        for (int cols : columns(format)) {
            for (boolean subnormal : new boolean[] {false, true}) {
                EncodedRow row = EncodedRow.random(format, cols, 37L * cols, subnormal);
                float[] target = new float[START + cols + 2];
                Arrays.fill(target, 42);
                float[] expected = target.clone();
                System.arraycopy(row.values(), 0, expected, START, cols);

                rows.decode(row.weights(), EncodedRow.OFFSET, target, START, cols);

                assertArrayEquals(bits(expected), bits(target), name + " " + kind + ", " + cols + " columns");
            }
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("kernels")
    void theSameRowGivesTheSameBitsWhileTheCompilerWarmsUp(String name, String kind, Format format, Rows rows) {
        int cols = 3 * Math.max(32, format.blockValues());
        EncodedRow row = EncodedRow.random(format, cols, 41, false);
        float[] x = activations(cols, 43);
        int first = Float.floatToRawIntBits(dot(rows, row.weights(), x, 0, cols));
        for (int i = 0; i < 2_000; i++) {
            int again = Float.floatToRawIntBits(dot(rows, row.weights(), x, 0, cols));
            assertEquals(first, again, "call " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aLaneAfterTheOtherGivesTheBitsOfVectors(Format format) {
        for (int cols : columns(format)) {
            for (boolean subnormal : new boolean[] {false, true}) {
                EncodedRow row = EncodedRow.random(format, cols, 59L * cols, subnormal);
                float[] x = activations(START + cols + 2, 61L * cols);
                float vector = dot(RowsByFormat.STANDARD.vector(format), row.weights(), x, START, cols);
                float scalar = dot(RowsByFormat.STANDARD.scalar(format), row.weights(), x, START, cols);
                assertEquals(
                        Float.floatToRawIntBits(vector),
                        Float.floatToRawIntBits(scalar),
                        format.name() + ", " + cols + " columns: " + vector + " and " + scalar);
            }
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("kernels")
    void aRowCutShortIsOutOfBounds(String name, String kind, Format format, Rows rows) {
        int cols = 3 * Math.max(32, format.blockValues());
        EncodedRow row = EncodedRow.random(format, cols, 47, false);
        MemorySegment cut = row.weights().asSlice(0, row.weights().byteSize() - 1);
        float[] x = new float[cols];
        assertThrows(IndexOutOfBoundsException.class, () -> dot(rows, cut, x, 0, cols));
        assertThrows(IndexOutOfBoundsException.class, () -> rows.decode(cut, EncodedRow.OFFSET, x, 0, cols));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void noColumnsSumToZero(Format format) {
        MemorySegment empty = MemorySegment.ofArray(new byte[0]);
        for (Rows rows : List.of(RowsByFormat.STANDARD.vector(format), new PlainRows(format))) {
            assertEquals(0, rows.dot(empty, 0, new float[rows.arrangedLength(0)], 0));
        }
    }

    @Test
    void everyHalfDecodesAmongFiniteOnesAndAmongSpecialOnes() {
        float[] decoded = new float[64];
        float[] expected = new float[64];
        Rows rows = RowsByFormat.STANDARD.vector(Formats.F16);
        MemorySegment weights = Arena.ofAuto().allocate(128, 64);
        for (int base = 0; base < 1 << 16; base += 64) {
            for (int i = 0; i < 64; i++) {
                weights.set(Little.SHORT, 2L * i, (short) (base + i));
            }
            Formats.F16.decode(weights, 0, expected, 0, 64);
            rows.decode(weights, 0, decoded, 0, 64);
            assertArrayEquals(expected, decoded, "halves from " + Integer.toHexString(base));
        }
    }

    @ParameterizedTest
    @MethodSource("formatsWithoutBlocks")
    void infinitiesAndNansReachTheSum(Format format) {
        for (float special : new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN}) {
            for (int at : new int[] {0, 33, 128}) {
                EncodedRow row = EncodedRow.random(format, 129, 53, false);
                put(format, row.weights(), EncodedRow.OFFSET + (long) at * format.blockBytes(), special);
                float[] x = new float[129];
                Arrays.fill(x, 1);
                float dot = dot(RowsByFormat.STANDARD.vector(format), row.weights(), x, 0, 129);
                assertEquals(special, dot, format.name() + " at " + at);
            }
        }
    }

    /** The product with the row at {@link EncodedRow#OFFSET}; what the arranged activations do not fill holds old numbers. */
    private static float dot(Rows rows, MemorySegment weights, float[] x, int start, int cols) {
        float[] arranged = new float[rows.arrangedLength(cols) + 3];
        Arrays.fill(arranged, 42);
        rows.arrange(x, start, cols, arranged);
        return rows.dot(weights, EncodedRow.OFFSET, arranged, cols);
    }

    private static void put(Format format, MemorySegment weights, long at, float value) {
        switch (format.name()) {
            case "F32" -> weights.set(Little.FLOAT, at, value);
            case "F16" -> weights.set(Little.SHORT, at, Float.floatToFloat16(value));
            default -> weights.set(Little.SHORT, at, (short) (Float.floatToRawIntBits(value) >> 16));
        }
    }

    /** 1, 3 and 17 blocks; where values stand alone also sizes that leave a tail at every vector width. */
    private static int[] columns(Format format) {
        int block = format.blockValues();
        return block > 1 ? new int[] {block, 3 * block, 17 * block} : new int[] {1, 3, 17, 31, 64, 97, 1031};
    }

    private static float[] activations(int count, long seed) {
        Random random = new Random(seed);
        float[] x = new float[count];
        for (int i = 0; i < count; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    /**
     * Any order of n products and additions, each rounded to half an ulp (ε), errs by at most about n·ε·Σ|w·x| (Higham,
     * Accuracy and Stability of Numerical Algorithms, 3.1). Kernels that scale partial sums, or scale and move a value in one
     * multiply-add, round differently from the reference decode a few times per value, by ε of what is rounded; where a minimum
     * is subtracted that is larger than the value, but not than the row's largest one by much: hence 8·ε·max|w|·Σ|x|. The last
     * term is what underflow may lose.
     */
    private static void assertClose(float[] w, float[] x, float dot, String place) {
        double exact = 0;
        double products = 0;
        double factors = 0;
        double largest = 0;
        for (int c = 0; c < w.length; c++) {
            double product = (double) w[c] * x[START + c];
            exact += product;
            products += Math.abs(product);
            factors += Math.abs(x[START + c]);
            largest = Math.max(largest, Math.abs(w[c]));
        }
        double epsilon = Math.ulp(1f) / 2;
        double bound = epsilon * (w.length * products + 8 * largest * factors) + (double) w.length * Float.MIN_VALUE;
        assertTrue(
                Math.abs(dot - exact) <= bound,
                place + ": " + dot + " differs from " + exact + " by more than " + bound);
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }
}
