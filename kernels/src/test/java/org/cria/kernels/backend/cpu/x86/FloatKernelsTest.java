package org.cria.kernels.backend.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Panels of floats by machine code: the bits of plain Java, nothing read beyond lines, nothing written beyond results. */
final class FloatKernelsTest {
    private final Random random = new Random(4);

    static Stream<InstructionSet> sets() {
        return Stream.of(InstructionSet.values()).filter(set -> set != InstructionSet.AVX_VNNI);
    }

    private static FloatKernels kernels(InstructionSet set) {
        assumeTrue(Machine.here().sets().contains(set), "this machine does not run " + set);
        return new FloatKernels(set);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void tilesHaveTheBitsOfPlainJava(InstructionSet set) {
        assertTrue(FloatTrial.passes(kernels(set)));
    }

    @ParameterizedTest
    @MethodSource("sets")
    void resultsAreWrittenToTheirPlacesOnly(InstructionSet set) {
        FloatKernels kernels = kernels(set);
        MemorySegment left = memory(2 * 3 * kernels.leftPitch());
        MemorySegment right = memory(3 * kernels.columns());
        for (int rows = 1; rows <= kernels.rows(); rows++) {
            int stride = kernels.lanes() + 3;
            float[] out = new float[2 * rows * stride + 4];
            Arrays.fill(out, Float.NaN);
            kernels.multiply(
                    left,
                    0,
                    2,
                    3 * kernels.leftPitch(),
                    right,
                    0,
                    3,
                    MemorySegment.ofArray(out),
                    4,
                    stride,
                    rows,
                    1,
                    false);
            for (int i = 0; i < out.length; i++) {
                boolean written = i >= 4 && (i - 4) % stride < kernels.lanes();
                assertEquals(!written, Float.isNaN(out[i]), rows + " rows, place " + i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void linesAreTurnedAndCopiedWithinTheirBounds(InstructionSet set) throws Throwable {
        FloatKernels kernels = kernels(set);
        GuardedMemory guarded = new GuardedMemory(40_000);
        for (int lines = 1; lines <= 8; lines++) {
            for (int values : new int[] {8, 13, 32}) {
                int stride = values + random.nextInt(3);
                int floats = (lines - 1) * stride + values;
                MemorySegment from =
                        guarded.atTheEnd((long) floats * Float.BYTES).copyFrom(memory(floats));
                MemorySegment panel = memory(values * 9 + 8);
                int taken = kernels.across(from, 0, stride, lines, values, panel, 1, 9);
                assertEquals(values / 8 * 8, taken);
                for (int i = 0; i < taken * lines; i++) {
                    int line = i % lines;
                    assertEquals(at(from, line * stride + i / lines), at(panel, 1 + i / lines * 9 + line));
                }
                kernels.along(from, 0, stride, lines, values, panel, 0, values);
                for (int line = 0; line < lines; line++) {
                    assertArrayEquals(part(from, line * stride, values), part(panel, line * values, values));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void whatDoesNotFitIsRefusedBeforeItIsRead(InstructionSet set) {
        FloatKernels kernels = kernels(set);
        MemorySegment memory = memory(64);
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.across(memory, 0, 8, 8, 16, memory, 0, 8));
        assertThrows(IndexOutOfBoundsException.class, () -> kernels.along(memory, 40, 8, 3, 16, memory, 0, 8));
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> kernels.multiply(memory, 0, 1, 64, memory, 0, 64, memory, 0, 32, 1, 1, false));
    }

    private MemorySegment memory(int floats) {
        MemorySegment memory = Arena.ofAuto().allocate((long) floats * Float.BYTES, 64);
        for (int i = 0; i < floats; i++) {
            memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
        }
        return memory;
    }

    private static float at(MemorySegment memory, int place) {
        return memory.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, place);
    }

    private static float[] part(MemorySegment memory, int from, int length) {
        return memory.asSlice((long) from * Float.BYTES, (long) length * Float.BYTES)
                .toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    }
}
