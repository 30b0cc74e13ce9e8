package org.cria.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Rotation;
import org.cria.kernels.program.Step;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every backend's cache does when it is told to rotate, read or write cells. */
final class KvStoreContractTest {
    private static final int CELLS = 300;
    private static final int LAYERS = 2;
    private static final int COLUMNS = 32;
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    static List<Contender> contenders() {
        return Contender.all();
    }

    static Stream<Arguments> formats() {
        return Contender.all().stream()
                .flatMap(contender -> Settings.kvFormats().stream()
                        .filter(contender::keeps)
                        .map(format -> Arguments.of(contender, format)));
    }

    /** The same tokens at other positions of the same sequence shape: only layer 0's keys depend on nothing else. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("contenders")
    void rotatedKeysAreThoseOfTheOtherPosition(Contender contender) {
        for (Rotation rotation : List.of(
                new Rotation(List.of(1f, 0.1f, 0.01f, 0.001f), 1), // all of a head
                new Rotation(List.of(1f, 0.03f), 1), // half of it
                new Rotation(List.of(1f, 0.1f, 0.01f, 0.001f), 1, Rotation.Pairing.HALVES),
                new Rotation(List.of(1f, 0.03f), 1, Rotation.Pairing.HALVES),
                new Rotation(List.of(0.7f, 0.1f, 0.01f), 1.3f))) { // with a magnitude, as YaRN has it
            try (Executable executable = contender.compile(rotating(rotation), settings(Formats.F32))) {
                executable.kv().reserve(CELLS);
                int tokens = 5;
                for (int positions : new int[] {-100, 7}) {
                    int[] from = IntStream.range(0, tokens).map(i -> 100 + i).toArray();
                    store(executable, from, 0);
                    store(
                            executable,
                            Arrays.stream(from).map(p -> p + positions).toArray(),
                            100);
                    int[] cells = IntStream.range(0, tokens).map(i -> 4 - i).toArray();
                    executable.kv().rotate(cells, 2, tokens - 2, positions);
                    for (int cell = 0; cell <= 2; cell++) {
                        assertNear(row(executable, 100 + cell, 0, false), row(executable, cell, 0, false));
                    }
                    for (int cell = 3; cell <= 4; cell++) {
                        assertFar(row(executable, 100 + cell, 0, false), row(executable, cell, 0, false));
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("formats")
    void thereAndBackIsWhereItWasWithinTheFormatsRounding(Contender contender, Format format) {
        try (Executable executable = contender.compile(small(), settings(format))) {
            executable.kv().reserve(CELLS);
            store(executable, IntStream.range(0, 16).toArray(), 260);
            byte[] before = bytes(executable, 260, 16);
            int[] cells = IntStream.range(260, 276).toArray();
            executable.kv().rotate(cells, 0, 16, -50);
            assertFalse(Arrays.equals(before, bytes(executable, 260, 16)), "nothing turned");
            executable.kv().rotate(cells, 0, 16, 50);
            byte[] after = bytes(executable, 260, 16);
            // Two more roundings; Q8_0's step is a 127th of the largest of 32 values.
            double tolerance = format.equals(Formats.F32) ? 4e-7 : format.equals(Formats.F16) ? 2e-3 : 2.0 / 127;
            long half = format.bytes(COLUMNS);
            for (int row = 0; row < 16 * LAYERS; row++) {
                float[] wanted = decoded(format, before, 2L * row * half);
                float[] found = decoded(format, after, 2L * row * half);
                double largest = 0;
                for (float value : wanted) {
                    largest = Math.max(largest, Math.abs(value));
                }
                for (int i = 0; i < COLUMNS; i++) {
                    assertEquals(wanted[i], found[i], tolerance * largest, "row " + row + ", column " + i);
                }
                int values = (int) ((2 * row + 1) * half);
                assertArrayEquals(
                        Arrays.copyOfRange(before, values, values + (int) half),
                        Arrays.copyOfRange(after, values, values + (int) half),
                        "values stay");
            }
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("formats")
    void whatWasReadCanBeWrittenToOtherCellsAndByOtherExecutables(Contender contender, Format format) {
        try (Executable executable = contender.compile(small(), settings(format));
                Executable other = contender.compile(small(), settings(format))) {
            executable.kv().reserve(CELLS);
            other.kv().reserve(CELLS);
            assertEquals(2L * LAYERS * format.bytes(COLUMNS), executable.kv().cellBytes());
            store(executable, IntStream.range(0, 16).toArray(), 250);
            float[] expected = PromptRun.logits(executable, next(250, 16));
            MemorySegment bytes = MemorySegment.ofArray(bytes(executable, 250, 16));
            int[] cells = IntStream.range(0, 20).map(i -> 29 - i).toArray();
            other.kv().write(cells, 4, 16, bytes);
            int[] table = new int[17];
            System.arraycopy(cells, 4, table, 0, 16);
            table[16] = 0;
            assertArrayEquals(
                    expected,
                    PromptRun.logits(
                            other,
                            new Batch(
                                    Phase.DECODE,
                                    new int[] {2},
                                    new int[] {16},
                                    new int[] {0},
                                    new boolean[] {true},
                                    List.of(table))));
        }
    }

    /** In the second layer every token sees all of a sequence; what is forgotten of the first comes back with the next writing. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("formats")
    void aForgottenCellIsGoneInLayersWithAWindowOrNowhere(Contender contender, Format format) {
        try (Executable executable = contender.compile(windowed(20), settings(format))) {
            KvStore kv = executable.kv();
            kv.reserve(CELLS);
            store(executable, IntStream.range(0, 16).toArray(), 250);
            byte[] whole = bytes(executable, 250, 16);
            kv.forget(252);
            int cellBytes = whole.length / 16;
            byte[] expected = whole.clone();
            if (kv.window() > 0) {
                assertEquals(20, kv.window());
                Arrays.fill(expected, 2 * cellBytes, 2 * cellBytes + cellBytes / LAYERS, (byte) 0);
            }
            assertArrayEquals(expected, bytes(executable, 250, 16));
            kv.copy(252, 10);
            assertArrayEquals(
                    Arrays.copyOfRange(expected, 2 * cellBytes, 3 * cellBytes), bytes(executable, 10, 1), "a copy");
            kv.write(IntStream.range(250, 266).toArray(), 0, 16, MemorySegment.ofArray(whole));
            assertArrayEquals(whole, bytes(executable, 250, 16));
        }
    }

    /** The small model whose first layer sees so many positions. */
    private static Program windowed(int window) {
        Program small = small();
        List<List<Step>> layers = new ArrayList<>(small.layers());
        layers.set(
                0,
                layers.getFirst().stream()
                        .map(step -> step instanceof Step.Attend a
                                ? new Step.Attend(
                                        a.layer(),
                                        a.q(),
                                        a.heads(),
                                        a.kvHeads(),
                                        a.scale(),
                                        a.softCap(),
                                        window,
                                        a.out())
                                : step)
                        .toList());
        return new Program(small.input(), layers, small.output(), small.logits(), small.kv());
    }

    private static Settings settings(Format format) {
        return new Settings(2, 16, format, format);
    }

    private static Program small() {
        return SmallLlama.program(Formats.F32, 13);
    }

    /** The small model with another rotation. */
    private static Program rotating(Rotation rotation) {
        Program small = small();
        List<List<Step>> layers = new ArrayList<>();
        for (List<Step> layer : small.layers()) {
            layers.add(layer.stream()
                    .map(step ->
                            step instanceof Step.Rope rope ? new Step.Rope(rope.x(), rope.headDims(), rotation) : step)
                    .toList());
        }
        return new Program(small.input(), layers, small.output(), small.logits(), small.kv());
    }

    /** Stores the same tokens, each as the only one of its sequence at its position, in cells from {@code firstCell} on. */
    private static void store(Executable executable, int[] positions, int firstCell) {
        int rows = positions.length;
        int[] tokens = IntStream.range(0, rows).map(i -> 3 * i + 1).toArray();
        List<int[]> tables = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            int[] table = new int[positions[i] + 1];
            Arrays.fill(table, firstCell + i); // every earlier position looks at this cell too
            tables.add(table);
        }
        int[] sequences = IntStream.range(0, rows).toArray();
        executable.forward(new Batch(Phase.PREFILL, tokens, positions, sequences, new boolean[rows], tables));
    }

    private static Batch next(int firstCell, int position) {
        int[] table = IntStream.rangeClosed(0, position).map(i -> firstCell + i).toArray();
        return new Batch(
                Phase.DECODE, new int[] {2}, new int[] {position}, new int[] {0}, new boolean[] {true}, List.of(table));
    }

    private static byte[] bytes(Executable executable, int firstCell, int count) {
        byte[] bytes = new byte[(int) executable.kv().cellBytes() * count];
        int[] cells = IntStream.range(firstCell, firstCell + count).toArray();
        executable.kv().read(cells, 0, count, MemorySegment.ofArray(bytes));
        return bytes;
    }

    private static float[] decoded(Format format, byte[] bytes, long offset) {
        float[] values = new float[COLUMNS];
        format.decode(MemorySegment.ofArray(bytes), offset, values, 0, COLUMNS / format.blockValues());
        return values;
    }

    /** [columns] of an f32 cache. */
    private static float[] row(Executable executable, int cell, int layer, boolean values) {
        MemorySegment bytes = MemorySegment.ofArray(bytes(executable, cell, 1));
        float[] row = new float[COLUMNS];
        long at = 4L * COLUMNS * (2 * layer + (values ? 1 : 0));
        MemorySegment.copy(bytes, FLOAT, at, row, 0, COLUMNS);
        return row;
    }

    private static double distance(float[] expected, float[] found) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(expected[i] - found[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / norm);
    }

    private static void assertNear(float[] expected, float[] found) {
        double distance = distance(expected, found);
        assertTrue(distance < 1e-6, () -> distance + " of the norm away");
    }

    private static void assertFar(float[] expected, float[] found) {
        double distance = distance(expected, found);
        assertTrue(distance > 1e-4, () -> "only " + distance + " of the norm away: a cell that was not named turned");
    }
}
