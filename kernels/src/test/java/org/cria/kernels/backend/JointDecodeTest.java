package org.cria.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cria.emulator.Emulator;
import org.cria.kernels.Explanation;
import org.cria.kernels.backend.emulator.EmulatorBackend;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.graph.Equipment;
import org.cria.kernels.backend.tornado.lower.KernelsByOperator;
import org.cria.kernels.backend.tornado.lower.SwiGluLowering;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Operands;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sequences that a device decodes together have, each of them, the bits that they have alone. */
final class JointDecodeTest {
    private static final int CAPACITY = 30;
    /** Tokens that sequences begin with: before and beyond {@link #LONG}, and one that crosses it. */
    private static final int[] PROMPTS = {5, 17, 1, 11, 8, 3, 2, 9};
    /** From this position on several groups share a past. */
    private static final int LONG = 10;

    private static final DeviceShape LANE = new DeviceShape(1, 4, 4, 8, 16, true, 2, LONG, Integer.MAX_VALUE, false);
    private static final DeviceShape LANES = new DeviceShape(4, 8, 8, 8, 16, false, 3, LONG, Integer.MAX_VALUE, false);

    static Stream<Arguments> formats() {
        return Stream.of(
                        Formats.F32,
                        Formats.F16,
                        Formats.BF16,
                        Formats.Q8_0,
                        Formats.Q4_0,
                        Formats.Q4_K,
                        Formats.Q5_K,
                        Formats.Q6_K)
                .flatMap(format -> Stream.of(LANE, LANES).map(shape -> Arguments.of(format.name(), shape, format)));
    }

    static Stream<Arguments> shapes() {
        return Stream.of(LANE, LANES).map(Arguments::of);
    }

    /** A device that decodes rows together, one that does not, and the same passes for both. */
    private static final class Twins implements AutoCloseable {
        private final BatchBuilder builder = new BatchBuilder(SmallLlama.VOCABULARY, 8 * CAPACITY, 21);
        private final Emulator emulator = new Emulator();
        private final Executable together;
        private final Executable alone;

        Twins(Program program, Settings settings, DeviceShape shape) {
            this.together = EmulatorBackend.compile(program, settings.withDecodedRows(8), shape, emulator);
            this.alone = EmulatorBackend.compile(program, settings, shape, new Emulator());
            together.kv().reserve(builder.cells());
            alone.kv().reserve(builder.cells());
        }

        int sequence(int prompt) {
            int sequence = builder.sequence(CAPACITY);
            Batch batch = builder.rows(sequence, prompt, false).build(Phase.PREFILL);
            together.forward(batch);
            alone.forward(batch);
            return sequence;
        }

        /** Decodes a token of each of these, most often different ones. */
        void decode(String place, List<Integer> sequences) {
            sequences.forEach(sequence -> builder.row(sequence, true));
            check(place, builder.build(Phase.DECODE));
        }

        void check(String place, Batch batch) {
            float[] expected = PromptRun.logits(alone, batch);
            assertArrayEquals(bits(expected), bits(PromptRun.logits(together, batch)), place);
            long before = emulator.report().graphs();
            assertArrayEquals(bits(expected), bits(PromptRun.logits(together, batch)), place + ", again");
            long graphs = emulator.report().graphs() - before;
            assertEquals(4, graphs, place + ": all in one pass of a graph before the layers, two layers, one after");
        }

        @Override
        public void close() {
            together.close();
            alone.close();
        }
    }

    private static int[] bits(float[] values) {
        return IntStream.range(0, values.length)
                .map(i -> Float.floatToRawIntBits(values[i]))
                .toArray();
    }

    private static void with(Program program, DeviceShape shape, Consumer<Twins> then) {
        with(program, new Settings(1, 32, Formats.F16, Formats.F16), shape, then);
    }

    private static void with(Program program, Settings settings, DeviceShape shape, Consumer<Twins> then) {
        try (Twins twins = new Twins(program, settings, shape)) {
            then.accept(twins);
        }
    }

    /** Two sequences, one more as often as there is one, and fewer again. */
    private static void growsAndShrinks(Twins twins, int... counts) {
        List<Integer> sequences = new ArrayList<>();
        for (int count : counts) {
            while (sequences.size() < count) {
                sequences.add(twins.sequence(PROMPTS[sequences.size()]));
            }
            // The last ones go on: their numbers are others in each batch.
            twins.decode(count + " sequences", sequences.subList(sequences.size() - count, sequences.size()));
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("formats")
    void whateverTheFormat(String name, DeviceShape shape, Format format) {
        with(SmallLlama.wide(format, 9), shape, twins -> growsAndShrinks(twins, 3));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void whateverTheCache(DeviceShape shape) {
        for (Format keys : Settings.kvFormats()) {
            Format values = keys.equals(Formats.Q8_0) ? keys : Formats.F32;
            with(
                    SmallLlama.program(Formats.F16, 8),
                    new Settings(1, 32, keys, values),
                    shape,
                    twins -> growsAndShrinks(twins, 4, 4));
        }
    }

    static Stream<Arguments> looseFormats() {
        return Stream.of(Formats.F32, Formats.F16, Formats.BF16)
                .flatMap(format -> Stream.of(LANE, LANES).map(shape -> Arguments.of(format.name(), shape, format)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("looseFormats")
    void withColumnsBeyondTheLastBlock(String name, DeviceShape shape, Format format) {
        with(SmallLlama.odd(format, 4), shape, twins -> growsAndShrinks(twins, 5));
    }

    /** Whose gate has one scale for 32 values, and whose other matrix one for 16: in one launch for one row. */
    @ParameterizedTest
    @MethodSource("shapes")
    void whenFormatsAreMixedInOneLaunch(DeviceShape shape) {
        Program gate = SmallLlama.wide(Formats.Q4_K, 9);
        Program other = SmallLlama.wide(Formats.Q6_K, 9);
        Operands mixed = Operands.weights(weight -> List.of("up", "v").contains(weight.name())
                ? other.weights().stream()
                        .filter(w -> w.name().equals(weight.name()))
                        .findFirst()
                        .orElseThrow()
                : weight);
        with(gate.with(mixed), shape, twins -> growsAndShrinks(twins, 3));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void withHeadsThatAreNormalised(DeviceShape shape) {
        with(SmallLlama.withHeadNorms(Formats.Q4_0, 6), shape, twins -> growsAndShrinks(twins, 3));
    }

    /** What guesses are: tokens of which each sees those before it in the same pass. */
    @ParameterizedTest
    @MethodSource("shapes")
    void whenSeveralTokensOfASequenceAreInAPass(DeviceShape shape) {
        with(SmallLlama.program(Formats.Q8_0, 3), shape, twins -> {
            int first = twins.sequence(8);
            int second = twins.sequence(3);
            twins.decode("guesses", List.of(first, first, second, first, second, first));
            twins.decode("after them", List.of(second, first));
        });
    }

    /** Rows that want no logits, which a batch may have. */
    @ParameterizedTest
    @MethodSource("shapes")
    void whenNotAllRowsWantLogits(DeviceShape shape) {
        with(SmallLlama.program(Formats.Q8_0, 3), shape, twins -> {
            int[] sequences = {twins.sequence(8), twins.sequence(3), twins.sequence(1)};
            twins.builder.row(sequences[0], false).row(sequences[1], true).row(sequences[2], false);
            twins.check("one of three", twins.builder.build(Phase.DECODE));
        });
    }

    @Test
    void moreSequencesThanGoTogetherGoInSeveralPasses() {
        BatchBuilder builder = new BatchBuilder(SmallLlama.VOCABULARY, 200, 21);
        Settings settings = new Settings(1, 32, Formats.F16, Formats.F16).withDecodedRows(11);
        Emulator emulator = new Emulator();
        try (Executable executable =
                EmulatorBackend.compile(SmallLlama.program(Formats.Q8_0, 3), settings, LANE, emulator)) {
            executable.kv().reserve(builder.cells());
            for (int sequence = 0; sequence < 11; sequence++) {
                builder.row(builder.sequence(4), true);
            }
            executable.forward(builder.build(Phase.DECODE));
            for (int sequence = 0; sequence < 11; sequence++) {
                builder.row(sequence, true);
            }
            Batch batch = builder.build(Phase.DECODE);
            float[] expected = new float[11 * SmallLlama.VOCABULARY];
            for (int row = 0; row < 11; row++) {
                System.arraycopy(
                        PromptRun.logits(executable, BitIdentityTest.row(batch, row)),
                        0,
                        expected,
                        row * SmallLlama.VOCABULARY,
                        SmallLlama.VOCABULARY);
            }
            executable.forward(batch);
            long before = emulator.report().graphs();
            assertArrayEquals(bits(expected), bits(PromptRun.logits(executable, batch)));
            assertEquals(2 * 4, emulator.report().graphs() - before, "one pass of eight rows, one of three");
        }
    }

    @Test
    void whoDecodesOneAtATimeHasNoKernelsForSeveral() {
        DeviceShape shape = LANE;
        Settings settings = new Settings(1, 32, Formats.F16, Formats.F16);
        Equipment equipment = new Equipment(EmulatorBackend.target(new Emulator()), shape);
        assertFalse(equipment.phases(settings).contains(Phase.JOINT_DECODE));
        assertTrue(equipment.phases(settings.withDecodedRows(2)).contains(Phase.JOINT_DECODE));
    }

    @Test
    void aKernelOfOnesOwnTakesOneRowAndANoteSaysSo() {
        KernelsByOperator own = KernelsByOperator.STANDARD.replacing(Step.SwiGlu.class, SwiGluLowering::lower);
        Settings settings = new Settings(1, 32, Formats.F16, Formats.F16).withDecodedRows(4);
        try (Executable executable =
                new EmulatorBackend().with(own).compile(SmallLlama.program(Formats.Q8_0, 3), settings)) {
            assertEquals(
                    List.of("the device decodes sequences one after the other and reads the weights for each: "
                            + "a kernel of one's own (SwiGlu) takes one row."),
                    executable.notes().stream().map(Explanation::toString).toList());
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void whenSequencesJoinAndLeave(DeviceShape shape) {
        with(SmallLlama.program(Formats.Q8_0, 3), shape, twins -> growsAndShrinks(twins, 2, 3, 5, 8, 3, 2, 8));
    }
}
