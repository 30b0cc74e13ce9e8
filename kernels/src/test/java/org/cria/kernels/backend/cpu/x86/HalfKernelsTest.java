package org.cria.kernels.backend.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.stream.Stream;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Weights in 16 bits by machine code: one order of sums, nothing read beyond the rows, nothing written beyond the results. */
final class HalfKernelsTest {
    private final Random random = new Random(3);

    static Stream<InstructionSet> sets() {
        return Stream.of(InstructionSet.values()).filter(set -> set != InstructionSet.AVX_VNNI);
    }

    private static HalfKernels kernels(InstructionSet set) {
        assumeTrue(Machine.here().sets().contains(set), "this machine does not run " + set);
        return new HalfKernels(set);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void everyShapeHasTheBitsOfPlainJava(InstructionSet set) throws Throwable {
        HalfKernels kernels = kernels(set);
        GuardedMemory guarded = new GuardedMemory(9 * 160 * Short.BYTES);
        for (Format format : new Format[] {Formats.F16, Formats.BF16}) {
            for (int rows = 1; rows < 10; rows++) {
                for (int tokens = 1; tokens < 13; tokens++) {
                    int columns = kernels.lanes() * (1 + random.nextInt(160 / kernels.lanes()));
                    multiply(kernels, format, guarded, rows, tokens, columns);
                }
            }
        }
    }

    private void multiply(
            HalfKernels kernels, Format format, GuardedMemory guarded, int rows, int tokens, int columns) {
        long bytes = rows * format.bytes(columns);
        MemorySegment weights = random.nextBoolean() ? guarded.atTheEnd(bytes) : guarded.atTheBeginning(bytes);
        for (long i = 0; i < bytes; i++) {
            weights.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt(i % 2 == 1 ? 60 : 256));
        }
        float[] x = new float[tokens * columns];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        int outColumns = rows + random.nextInt(4);
        float[] expected = new float[2 + tokens * outColumns];
        float[] decoded = new float[rows * columns];
        format.decode(weights, 0, decoded, 0, rows * columns / format.blockValues());
        for (int t = 0; t < tokens; t++) {
            for (int r = 0; r < rows; r++) {
                expected[2 + t * outColumns + r] =
                        LaneOrder.dot(decoded, r * columns, x, t * columns, columns, kernels.lanes());
            }
        }
        float[] found = new float[expected.length];
        MemorySegment room = Arena.ofAuto().allocate(kernels.room(columns, tokens) + 1, 64);
        kernels.multiply(format, weights, 0, rows, columns, x, tokens, found, 2, outColumns, room);
        assertArrayEquals(expected, found, format.name() + " " + rows + " × " + columns + ", " + tokens + " tokens");
    }

    @ParameterizedTest
    @MethodSource("sets")
    void rowsAreAddedPieceByPieceWithTheBitsOfPlainJava(InstructionSet set) throws Throwable {
        HalfKernels kernels = kernels(set);
        GuardedMemory guarded = new GuardedMemory(5 * 17 * HalfKernels.PIECE * Short.BYTES);
        for (int pieces = 1; pieces < 6; pieces++) {
            for (int count : new int[] {1, 2, 3, 16, 17}) {
                long bytes = (long) pieces * count * HalfKernels.PIECE * Short.BYTES;
                MemorySegment rows = random.nextBoolean() ? guarded.atTheEnd(bytes) : guarded.atTheBeginning(bytes);
                for (long i = 0; i < bytes; i++) {
                    rows.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt(i % 2 == 1 ? 60 : 256));
                }
                float[] numbers = new float[count];
                for (int r = 0; r < count; r++) {
                    numbers[r] = (float) random.nextGaussian();
                }
                float[] found = new float[pieces * HalfKernels.PIECE];
                kernels.addRows(rows, 0, pieces, count, numbers, 0, found, 0);
                assertArrayEquals(HalfTrial.sums(rows, pieces, numbers), found, count + " rows, " + pieces + " pieces");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void rowsThatAreNotThereAreNotAdded(InstructionSet set) {
        HalfKernels kernels = kernels(set);
        MemorySegment rows = Arena.ofAuto().allocate(2L * 3 * HalfKernels.PIECE * Short.BYTES);
        float[] numbers = new float[3];
        float[] sums = new float[2 * HalfKernels.PIECE];
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.addRows(rows, 2, 2, 3, numbers, 0, sums, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.addRows(rows, 0, 2, 3, numbers, 1, sums, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.addRows(rows, 0, 2, 3, numbers, 0, sums, 1));
        assertThrows(IllegalArgumentException.class, () -> kernels.addRows(rows, 0, 0, 3, numbers, 0, sums, 0));
    }

    @ParameterizedTest
    @MethodSource("sets")
    void theFirstTrialPassesWhatIsRightOnly(InstructionSet set) {
        HalfKernels kernels = kernels(set);
        assertTrue(HalfTrial.passes(kernels));
        assertEquals(true, HalfKernels.tried(set).isPresent());
    }

    @ParameterizedTest
    @MethodSource("sets")
    void whatDoesNotFitIsRefusedBeforeItIsRead(InstructionSet set) {
        HalfKernels kernels = kernels(set);
        assertFalse(kernels.has(Formats.Q8_0, 64));
        assertFalse(kernels.has(Formats.F16, kernels.lanes() + 1));
        MemorySegment weights = Arena.ofAuto().allocate(4 * 64 * 2);
        MemorySegment none = MemorySegment.NULL;
        float[] x = new float[64];
        float[] out = new float[4];
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> kernels.multiply(Formats.F16, weights, 2, 4, 64, x, 1, out, 0, 4, none));
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> kernels.multiply(Formats.F16, weights, 0, 4, 64, x, 2, new float[8], 0, 4, none));
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> kernels.multiply(Formats.F16, weights, 0, 4, 64, x, 1, out, 1, 4, none));
        if (kernels.room(64, 9) > 0) {
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> kernels.multiply(
                            Formats.F16, weights, 0, 4, 64, new float[9 * 64], 9, new float[36], 0, 4, none));
        }
        MemorySegment heap = MemorySegment.ofArray(new byte[4 * 64 * 2]);
        assertThrows(
                IllegalArgumentException.class,
                () -> kernels.multiply(Formats.F16, heap, 0, 4, 64, x, 1, out, 0, 4, none));
    }
}
