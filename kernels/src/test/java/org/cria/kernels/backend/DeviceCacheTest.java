package org.cria.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cria.emulator.Emulator;
import org.cria.kernels.backend.cpu.CpuBackend;
import org.cria.kernels.backend.emulator.EmulatorBackend;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Rotation;
import org.cria.kernels.program.Step;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A device's cache beside the CPU's, with keys that turn: the same bits in every cell, and attention over them that is as near to the
 * definition as sums in f32 allow. Queries, keys and values are exact, and both turn them by the same numbers.
 */
final class DeviceCacheTest {
    private static final int CELLS = 200;
    private static final int LAYERS = 2;
    private static final int[] ALL = IntStream.range(0, CELLS).toArray();
    /** From here on two or three groups share a past. */
    private static final int LONG = 20;

    private static final List<DeviceShape> SHAPES = List.of(
            new DeviceShape(1, 16, 16, 16, 32, true, 2, LONG, Integer.MAX_VALUE, false),
            new DeviceShape(4, 8, 8, 8, 16, false, 3, LONG, Integer.MAX_VALUE, false),
            new DeviceShape(32, 128, 64, 128, 64, false, 3, LONG, Integer.MAX_VALUE, false));

    /**
     * Heads as models have them.
     *
     * @param dims of a head: a part of a block, two blocks, or two and a half
     */
    private record Heads(int heads, int kvHeads, int dims, Rotation rotation) {
        Program program() {
            OneStep build = new OneStep(new RandomWeights(7L * dims + heads), false);
            build.cache(new KvShape(LAYERS, kvHeads, dims));
            Buffer out = Buffer.ofTokens("out", heads * dims);
            Buffer sum = Buffer.ofTokens("sum", heads * dims);
            for (int layer = 0; layer < LAYERS; layer++) {
                Buffer q = build.input("q" + layer, heads * dims);
                Buffer k = build.input("k" + layer, kvHeads * dims);
                Buffer v = build.input("v" + layer, kvHeads * dims);
                build.step(new Step.Rope(q, dims, rotation));
                build.step(new Step.Rope(k, dims, rotation));
                build.step(new Step.StoreKv(layer, k, v));
                Buffer to = layer == 0 ? sum : out;
                build.step(new Step.Attend(layer, q, heads, kvHeads, (float) (1 / Math.sqrt(dims)), 0, 0, to));
            }
            build.step(new Step.Add(out, sum));
            return build.program(sum);
        }

        @Override
        public String toString() {
            return heads + "/" + kvHeads + " heads of " + dims;
        }
    }

    private static List<Heads> heads() {
        List<Float> four = List.of(1f, 0.1f, 0.01f, 0.001f);
        return List.of(
                new Heads(8, 4, 8, new Rotation(four, 1, Rotation.Pairing.HALVES)),
                new Heads(8, 4, 8, new Rotation(four, 1)),
                new Heads(4, 2, 64, new Rotation(four, 1, Rotation.Pairing.HALVES)),
                new Heads(4, 4, 80, new Rotation(List.of(0.7f, 0.3f), 1.3f)));
    }

    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (Heads heads : heads()) {
            for (Format keys : Settings.kvFormats()) {
                for (Format values : Settings.kvFormats()) {
                    cases.add(Arguments.of(heads, keys, values, SHAPES.get(cases.size() % SHAPES.size())));
                }
            }
        }
        return cases.stream();
    }

    /** A device and the CPU, which do the same. */
    private record Pair(Executable cpu, Executable device, DoubleInterpreter reference) implements AutoCloseable {
        static Pair of(Program program, Format keys, Format values, DeviceShape shape) {
            Settings settings = new Settings(1, 64, keys, values, CELLS);
            Pair pair = new Pair(
                    new CpuBackend().compile(program, settings),
                    EmulatorBackend.compile(program, settings, shape, new Emulator()),
                    new DoubleInterpreter(program, settings));
            pair.cpu.kv().reserve(CELLS);
            pair.device.kv().reserve(CELLS);
            return pair;
        }

        /** Runs a batch on both, and compares what is in the cells, and what comes out with what the definition makes of these. */
        void run(Batch batch, int[] cells) {
            cpu.forward(batch);
            Output output = device.forward(batch);
            reference.hold(cells, same(cells));
            Bounded expected = reference.forward(batch);
            assertEquals("", expected.worst(output.values()), "on the device");
            assertTrue(expected.looseness() < 0.001, () -> "bounds are " + expected.looseness() + " of the values");
        }

        /** What both have in these cells. */
        byte[] same(int[] cells) {
            byte[] bytes = bytes(cpu, cells);
            assertArrayEquals(bytes, bytes(device, cells));
            return bytes;
        }

        @Override
        public void close() {
            cpu.close();
            device.close();
        }
    }

    private static byte[] bytes(Executable executable, int[] cells) {
        byte[] bytes = new byte[Math.toIntExact(executable.kv().cellBytes() * cells.length)];
        executable.kv().read(cells, 0, cells.length, MemorySegment.ofArray(bytes));
        return bytes;
    }

    private static int[] cells(Batch batch) {
        return IntStream.range(0, batch.rows())
                .flatMap(row ->
                        Arrays.stream(batch.cells().get(batch.sequences()[row])).limit(batch.positions()[row] + 1L))
                .distinct()
                .toArray();
    }

    private static void run(Pair pair, Batch batch) {
        pair.run(batch, cells(batch));
    }

    @ParameterizedTest(name = "{0}, {1} keys, {2} values")
    @MethodSource("cases")
    void cellsAreTheCpusToTheBitAndWhatIsAttendedIsNearTheDefinition(
            Heads heads, Format keys, Format values, DeviceShape shape) {
        BatchBuilder builder = new BatchBuilder(OneStep.VOCABULARY, CELLS, 11);
        int first = builder.sequence(60);
        int second = builder.sequence(60);
        try (Pair pair = Pair.of(heads.program(), keys, values, shape)) {
            for (int i = 0; i < 25; i++) {
                builder.row(i % 5 == 4 ? second : first, true);
            }
            run(pair, builder.build(Phase.PREFILL));
            run(pair, builder.row(second, true).row(first, true).build(Phase.DECODE)); // a short past, and a long one
            int fork = builder.fork(first, 10);
            run(pair, builder.row(fork, true).row(first, true).build(Phase.DECODE));
            Batch next = builder.row(fork, true).build(Phase.DECODE);
            int[] past = Arrays.copyOf(cells(next), next.positions()[0]);
            shift(pair, Arrays.copyOfRange(past, 2, 5), unused(next), -5);
            shift(pair, past, unused(next), 9);
            run(pair, next);
        }
    }

    /** A cell that no sequence has. */
    private static int unused(Batch batch) {
        return IntStream.of(ALL)
                .filter(cell -> batch.cells().stream()
                        .noneMatch(table -> IntStream.of(table).anyMatch(other -> other == cell)))
                .findFirst()
                .orElseThrow();
    }

    /** Copies the first of some cells to another one and turns all of them. */
    private static void shift(Pair pair, int[] cells, int copy, int positions) {
        byte[] before = bytes(pair.device, cells);
        for (Executable executable : List.of(pair.cpu, pair.device)) {
            executable.kv().copy(cells[0], copy);
            executable.kv().rotate(cells, 0, cells.length, positions);
        }
        pair.same(cells);
        byte[] copied = pair.same(new int[] {copy});
        assertArrayEquals(Arrays.copyOf(before, copied.length), copied, "the copy is as it was before");
        assertFalse(Arrays.equals(before, bytes(pair.device, cells)), "nothing turned");
    }

    /** As a saved conversation does that goes on elsewhere. */
    @ParameterizedTest(name = "{0}, {1} keys, {2} values")
    @MethodSource("cases")
    void whatTheCpuBeganADeviceGoesOnWithAndBack(Heads heads, Format keys, Format values, DeviceShape shape) {
        BatchBuilder builder = new BatchBuilder(OneStep.VOCABULARY, CELLS, 12);
        int sequence = builder.sequence(60);
        try (Pair pair = Pair.of(heads.program(), keys, values, shape)) {
            Executable from = pair.cpu;
            Executable to = pair.device;
            for (int turn = 0; turn < 2; turn++) {
                from.forward(builder.rows(sequence, 9, true).build(Phase.PREFILL));
                from.forward(builder.row(sequence, true).build(Phase.DECODE));
                to.kv().write(ALL, 0, CELLS, MemorySegment.ofArray(bytes(from, ALL)));
                run(pair, builder.row(sequence, true).build(Phase.DECODE));
                from = pair.device;
                to = pair.cpu;
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void whatADeviceHasNoKernelsForIsToldInWords(Format format) {
        int dims = format.equals(Formats.Q8_0) ? 6 : 5;
        Program heads = new Heads(16, 16, dims, new Rotation(List.of(1f), 1)).program();
        assertTold(heads, format, "heads of " + dims + " values, no multiple of " + (dims == 6 ? 4 : 2));
        Program rows = new Heads(3, 3, 8, new Rotation(List.of(1f), 1)).program();
        if (format.equals(Formats.Q8_0)) {
            assertTold(rows, format, "rows of 24 values, which are no whole blocks of 32");
        } else {
            EmulatorBackend.compile(rows, settings(format), SHAPES.getFirst(), new Emulator())
                    .close();
        }
    }

    static List<Format> kinds() {
        return Settings.kvFormats();
    }

    private static Settings settings(Format format) {
        return new Settings(1, 4, format, format, CELLS);
    }

    private static void assertTold(Program program, Format format, String why) {
        String obstacle =
                new EmulatorBackend().obstacle(program, settings(format)).orElse("");
        assertTrue(obstacle.contains("StoreKv and Attend in " + format.name()) && obstacle.contains(why), obstacle);
    }
}
