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
import org.cria.kernels.backend.cpu.bytes.PanelKernels;
import org.cria.kernels.backend.cpu.bytes.PlainByteKernels;
import org.cria.kernels.backend.cpu.bytes.RandomBlocks;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Panels give the bits of the plain kernels, and touch nothing outside their operands. */
final class AssembledPanelsTest {
    private static final int TRIALS = 200;
    private static final int MOST_COLUMNS = 1_300;
    private static final int GROUP = ByteActivations.GROUP_BYTES;
    /** From one token's results to the next one's. */
    private static final int OUT_STRIDE = 20;

    private final PlainByteKernels plain = new PlainByteKernels();

    static Stream<Arguments> kernels() {
        return Stream.of(InstructionSet.values())
                .flatMap(set -> RowKernels.formats().stream()
                        .sorted(Comparator.comparingInt(Format::ggmlType))
                        .map(format -> Arguments.of(set, format.name(), format)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("kernels")
    void panelsHaveTheBitsOfPlainJava(InstructionSet set, String name, Format format) throws Throwable {
        Shapes shapes = new Shapes(panels(set), format, new Random(19 + format.ggmlType()));
        for (int trial = 0; trial < TRIALS; trial++) {
            shapes.compare(trial);
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("kernels")
    @Tag("full")
    void panelsOfManyShapesHaveTheBitsOfPlainJava(InstructionSet set, String name, Format format) throws Throwable {
        Shapes shapes = new Shapes(panels(set), format, new Random(20 + format.ggmlType()));
        for (int trial = 0; trial < 10 * TRIALS; trial++) {
            shapes.compare(trial);
        }
    }

    /** Sums in 16 bits just fit: all bits of weights are set, or none, or of every other byte; activations have their largest magnitude. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("kernels")
    void extremeLevelsAreMultipliedExactly(InstructionSet set, String name, Format format) throws Throwable {
        Shapes shapes = new Shapes(panels(set), format, new Random(21));
        int columns = 2 * ByteActivations.GROUP;
        for (byte bits : new byte[] {-1, 0, -128, 127, (byte) 0x88, 0x77, 0x0F, (byte) 0xF0}) {
            for (float[] signs : new float[][] {{1}, {-1}, {1, -1}, {1, 1, -1, -1}}) {
                float[] x = new float[columns];
                for (int c = 0; c < columns; c++) {
                    x[c] = signs[c % signs.length];
                }
                MemorySegment w = shapes.weights.atTheEnd(PanelLayout.ROWS * format.bytes(columns));
                w.fill(bits);
                RandomBlocks.finiteNumbers(format, w, shapes.random);
                shapes.compare(w, PanelLayout.ROWS, columns, 5, 0, x);
            }
        }
    }

    @Test
    void operandsOutOfBoundsAreRefused() {
        InstructionSet set =
                Machine.here().sets().contains(InstructionSet.AVX512) ? InstructionSet.AVX512 : InstructionSet.AVX2;
        PanelKernels panels = panels(set);
        Format format = Formats.Q8_0;
        MemorySegment w = Arena.ofAuto().allocate(2 * format.bytes(64));
        MemorySegment x = Arena.ofAuto().allocate(2 * ByteActivations.rowBytes(64));
        MemorySegment panel = Arena.ofAuto().allocate(panels.bytes(format, 64));
        panels.unpack(format, w, 0, 2, 64, panel, 0, false);
        panels.multiply(format, panel, 0, 64, x, 0, 2 * GROUP, 2, new float[32], 0, 16);
        assertThrows(IndexOutOfBoundsException.class, () -> panels.unpack(format, w, 1, 2, 64, panel, 0, false));
        assertThrows(IndexOutOfBoundsException.class, () -> panels.unpack(format, w, 0, 2, 64, panel, 1, false));
        assertThrows(IllegalArgumentException.class, () -> panels.unpack(format, w, 0, 17, 64, panel, 0, false));
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> panels.multiply(format, panel, 64, 64, x, 0, 2 * GROUP, 2, new float[32], 0, 16));
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> panels.multiply(format, panel, 0, 64, x, 1, 2 * GROUP, 2, new float[32], 0, 16));
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> panels.multiply(format, panel, 0, 64, x, 0, 2 * GROUP, 2, new float[31], 0, 16));
        assertThrows(
                IllegalArgumentException.class,
                () -> panels.multiply(format, panel, 0, 64, x, 0, GROUP, 2, new float[32], 0, 16));
    }

    /** Panels of an instruction set, those too that {@link AssembledKernels} does not use yet. */
    private static PanelKernels panels(InstructionSet set) {
        assumeTrue(
                Machine.here().sets().contains(set),
                () -> set + " is not there: " + Machine.here().sets() + " "
                        + Machine.here().reason());
        return new AssembledPanels(set);
    }

    /** Operands between pages that nobody may touch. */
    private final class Shapes {
        private final PanelKernels panels;
        private final Format format;
        private final Random random;
        private final GuardedMemory weights;
        private final GuardedMemory activations;
        private final GuardedMemory unpacked;

        Shapes(PanelKernels panels, Format format, Random random) throws Throwable {
            this.panels = panels;
            this.format = format;
            this.random = random;
            this.weights = new GuardedMemory(panels.rows() * format.bytes(1536));
            this.activations = new GuardedMemory((panels.mostTokens(format) + 2) * ByteActivations.rowBytes(1536));
            this.unpacked = new GuardedMemory(panels.bytes(format, 1536));
        }

        /** A random shape; every number of tokens has its turn. */
        void compare(int trial) {
            int columns = format.blockValues() * (1 + random.nextInt(MOST_COLUMNS / format.blockValues()));
            int rows = trial % 3 == 0 ? panels.rows() : 1 + random.nextInt(panels.rows());
            int tokens = 1 + trial % panels.mostTokens(format);
            long bytes = rows * format.bytes(columns);
            MemorySegment w = trial % 2 == 0 ? weights.atTheBeginning(bytes) : weights.atTheEnd(bytes);
            RandomBlocks.fill(format, w, random);
            compare(w, rows, columns, tokens, random.nextInt(3), RandomBlocks.activations(tokens * columns, random));
        }

        /** @param values for each token in turn, from the beginning again where they end */
        void compare(MemorySegment w, int rows, int columns, int tokens, int moreTokens, float[] values) {
            int stride = (tokens + moreTokens) * GROUP;
            MemorySegment x =
                    activations.atTheEnd((ByteActivations.groups(columns) - 1L) * stride + (long) tokens * GROUP);
            for (int t = 0; t < tokens; t++) {
                plain.round(values, t * columns % values.length, columns, x, (long) t * GROUP, stride);
            }
            MemorySegment panel = unpacked.atTheEnd(panels.bytes(format, columns));
            float[] found = new float[1 + tokens * OUT_STRIDE];
            panels.unpack(format, w, 0, rows, columns, panel, 0, false);
            panels.multiply(format, panel, 0, columns, x, 0, stride, tokens, found, 1, OUT_STRIDE);
            for (int t = 0; t < tokens; t++) {
                float[] expected = new float[rows];
                plain.multiply(format, w, 0, rows, columns, x, (long) t * GROUP, stride, 1, expected, 0);
                for (int r = 0; r < rows; r++) {
                    String where = format.name() + " with " + columns + " columns: row " + r + " of " + rows
                            + ", token " + t + " of " + tokens;
                    assertEquals(expected[r], found[1 + t * OUT_STRIDE + r], where);
                }
            }
        }
    }
}
