package org.cria.kernels.backend.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;
import org.cria.kernels.backend.cpu.bytes.ByteActivations;
import org.cria.kernels.backend.cpu.bytes.PlainByteKernels;
import org.cria.kernels.backend.cpu.bytes.RandomBlocks;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Assembled kernels give the bits of the plain ones, and touch nothing outside their operands. */
final class AssembledKernelsTest {
    private static final int TRIALS = 200;
    private static final int MOST_COLUMNS = 1_300;
    private static final int GROUP = ByteActivations.GROUP_BYTES;

    private final PlainByteKernels plain = new PlainByteKernels();

    static Stream<Arguments> kernels() {
        return Stream.of(InstructionSet.values())
                .flatMap(set -> RowKernels.formats().stream()
                        .sorted(Comparator.comparingInt(Format::ggmlType))
                        .map(format -> Arguments.of(set, format.name(), format)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("kernels")
    void productsHaveTheBitsOfPlainJava(InstructionSet set, String name, Format format) throws Throwable {
        productsHaveTheBitsOfPlainJava(set, format, TRIALS);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("kernels")
    @Tag("full")
    void productsOfManyShapesHaveTheBitsOfPlainJava(InstructionSet set, String name, Format format) throws Throwable {
        productsHaveTheBitsOfPlainJava(set, format, 10 * TRIALS);
    }

    private void productsHaveTheBitsOfPlainJava(InstructionSet set, Format format, int trials) throws Throwable {
        AssembledKernels kernels = kernels(set);
        Random random = new Random(18 + format.ggmlType());
        GuardedMemory weights = new GuardedMemory(4 * format.bytes(1536));
        GuardedMemory activations = new GuardedMemory(kernels.mostTokens() * ByteActivations.rowBytes(1536));
        for (int trial = 0; trial < trials; trial++) {
            int columns = format.blockValues() * (1 + random.nextInt(MOST_COLUMNS / format.blockValues()));
            int rows = 1 + random.nextInt(3);
            int tokens = trial % 2 == 0 ? 1 : 1 + random.nextInt(kernels.mostTokens());
            long bytes = rows * format.bytes(columns);
            MemorySegment w = trial % 3 == 0 ? weights.atTheBeginning(bytes) : weights.atTheEnd(bytes);
            RandomBlocks.fill(format, w, random);
            MemorySegment x = activations.atTheEnd(tokens * ByteActivations.rowBytes(columns));
            for (int t = 0; t < tokens; t++) {
                plain.round(RandomBlocks.activations(columns, random), 0, columns, x, (long) t * GROUP, tokens * GROUP);
            }
            assertSameBits(kernels, format, w, rows, columns, x, tokens);
        }
    }

    private void assertSameBits(
            AssembledKernels kernels,
            Format format,
            MemorySegment w,
            int rows,
            int columns,
            MemorySegment x,
            int tokens) {
        int stride = tokens * GROUP;
        float[] expected = new float[rows * tokens + 2];
        float[] found = new float[rows * tokens + 2];
        plain.multiply(format, w, 0, rows, columns, x, 0, stride, tokens, expected, 1);
        kernels.multiply(format, w, 0, rows, columns, x, 0, stride, tokens, found, 1);
        for (int i = 0; i < expected.length; i++) {
            int at = i;
            assertEquals(
                    Float.floatToIntBits(expected[i]),
                    Float.floatToIntBits(found[i]),
                    () -> format.name() + " with " + columns + " columns, " + rows + " rows, " + tokens
                            + " tokens: result " + (at - 1) + " is " + found[at] + ", expected " + expected[at]);
        }
    }

    @ParameterizedTest
    @EnumSource(InstructionSet.class)
    void activationsAreRoundedToTheBitsOfPlainJava(InstructionSet set) throws Throwable {
        AssembledKernels kernels = kernels(set);
        Random random = new Random(5);
        GuardedMemory memory = new GuardedMemory(ByteActivations.rowBytes(2048));
        for (int trial = 0; trial < TRIALS; trial++) {
            int columns = ByteActivations.BLOCK * (1 + random.nextInt(20));
            float[] x = RandomBlocks.activations(columns + 3, random);
            if (trial % 4 == 0) {
                x[3 + random.nextInt(columns)] = SPECIAL[random.nextInt(SPECIAL.length)];
            }
            long bytes = ByteActivations.rowBytes(columns);
            MemorySegment expected = Arena.ofAuto().allocate(bytes);
            MemorySegment found = memory.atTheEnd(bytes);
            found.fill((byte) 42);
            plain.round(x, 3, columns, expected, 0, GROUP);
            kernels.round(x, 3, columns, found, 0, GROUP);
            assertEquals(-1, differing(expected, found), "trial " + trial + ", " + columns + " columns");
        }
    }

    private static final float[] SPECIAL = {
        Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MAX_VALUE, Float.MIN_VALUE, 1e-33f, -0f
    };

    /** Where bits differ, but for the payload of a NaN; −1 if nowhere. */
    private static long differing(MemorySegment expected, MemorySegment found) {
        for (long at = 0; at < expected.byteSize(); at += Integer.BYTES) {
            int a = expected.get(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED, at);
            int b = found.get(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED, at);
            boolean number = at % GROUP >= ByteActivations.SCALES;
            boolean bothNan = number && Float.isNaN(Float.intBitsToFloat(a)) && Float.isNaN(Float.intBitsToFloat(b));
            if (a != b && !bothNan) {
                return at;
            }
        }
        return -1;
    }

    @Test
    void operandsOutOfBoundsAreRefused() {
        assumeTrue(!Machine.here().sets().isEmpty(), Machine.here().reason());
        AssembledKernels kernels = kernels(InstructionSet.AVX2);
        Format format = Formats.Q8_0;
        MemorySegment w = Arena.ofAuto().allocate(2 * format.bytes(64));
        MemorySegment x = Arena.ofAuto().allocate(ByteActivations.rowBytes(64));
        float[] out = new float[2];
        kernels.multiply(format, w, 0, 2, 64, x, 0, GROUP, 1, out, 0);
        assertThrows(
                IndexOutOfBoundsException.class, () -> kernels.multiply(format, w, 1, 2, 64, x, 0, GROUP, 1, out, 0));
        assertThrows(
                IndexOutOfBoundsException.class, () -> kernels.multiply(format, w, 0, 2, 64, x, 1, GROUP, 1, out, 0));
        assertThrows(
                IndexOutOfBoundsException.class, () -> kernels.multiply(format, w, 0, 2, 64, x, 0, GROUP, 1, out, 1));
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> kernels.multiply(format, w, 0, 2, 64, x, 0, 2 * GROUP, 2, new float[4], 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> kernels.multiply(format, MemorySegment.ofArray(new byte[200]), 0, 2, 64, x, 0, GROUP, 1, out, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.round(new float[63], 0, 64, x, 0, GROUP));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.round(new float[64], 0, 64, x, 1, GROUP));
    }

    private static AssembledKernels kernels(InstructionSet set) {
        assumeTrue(
                Machine.here().sets().contains(set),
                () -> set + " is not there: " + Machine.here().sets() + " "
                        + Machine.here().reason());
        return new AssembledKernels(set);
    }
}
