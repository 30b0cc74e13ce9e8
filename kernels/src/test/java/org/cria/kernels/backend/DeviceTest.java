package org.cria.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cria.kernels.backend.cpu.CpuBackend;
import org.cria.kernels.backend.tornado.TornadoBackend;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Program;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The kernels on a real device, with TornadoVM's SDK: what the emulator checks in every build, checked where it counts. A program
 * takes seconds to compile there, so a cell of the matrix has one case here: its last, which is the largest of most.
 */
final class DeviceTest {
    /** Devices multiply and add in one step and relax divisions and exponentials. */
    private static final double MODEL_TOLERANCE = 1e-3;

    @BeforeEach
    void needsTornadoVm() {
        assumeTrue(
                new TornadoBackend().runsHere(),
                "the JVM was started without TornadoVM: set TORNADOVM_HOME to its SDK's folder");
    }

    static Stream<Cell> cells() {
        return Cell.all().stream().filter(cell -> !Contender.DEVICE_HOLES.contains(cell.toString()));
    }

    static List<Format> formats() {
        return List.of(Formats.F32, Formats.F16, Formats.Q8_0, Formats.Q4_0);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void everyCellComputesWhatItsStepSays(Cell cell) {
        ContractCase each = ContractCases.of(cell).getLast();
        DoubleInterpreter reference = new DoubleInterpreter(each.program(), each.settings());
        try (Executable executable = new TornadoBackend().compile(each.program(), each.settings())) {
            executable.kv().reserve(each.cells());
            for (Batch batch : each.batches()) {
                Bounded expected = reference.forward(batch);
                float[] found = PromptRun.logits(executable, batch);
                assertEquals("", expected.worst(found), each.name() + ", " + batch.phase() + ", " + batch.rows());
            }
        }
    }

    /** Though devices divide otherwise and fuse products with sums: keys and values are exact here. */
    @Test
    void aCacheInBlocksIsTheCpusToTheBit() {
        for (ContractCase each : AttentionCases.stores(Formats.Q8_0)) {
            try (Executable device = new TornadoBackend().compile(each.program(), each.settings());
                    Executable cpu = new CpuBackend().compile(each.program(), each.settings())) {
                for (Executable executable : List.of(device, cpu)) {
                    executable.kv().reserve(each.cells());
                    each.batches().forEach(executable::forward);
                }
                int[] cells = each.batches().stream()
                        .flatMapToInt(batch -> IntStream.range(0, batch.rows())
                                .map(row -> batch.cells().get(batch.sequences()[row])[batch.positions()[row]]))
                        .toArray();
                assertArrayEquals(bytes(cpu, cells), bytes(device, cells), each.name());
            }
        }
    }

    private static byte[] bytes(Executable executable, int[] cells) {
        byte[] bytes = new byte[Math.toIntExact(executable.kv().cellBytes() * cells.length)];
        executable.kv().read(cells, 0, cells.length, MemorySegment.ofArray(bytes));
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aModelComputesWhatItsStepsSayAndTheSameEveryTime(Format format) {
        Program program = SmallLlama.program(format, 3);
        Settings settings = new Settings(1, 64, Formats.F32, Formats.F32, 200);
        BatchBuilder builder = new BatchBuilder(SmallLlama.VOCABULARY, 200, 5);
        int sequence = builder.sequence(100);
        Batch prompt = builder.rows(sequence, 37, true).build(Phase.PREFILL);
        Batch token = builder.row(sequence, true).build(Phase.DECODE);
        DoubleInterpreter reference = new DoubleInterpreter(program, settings);
        double promptDistance;
        try (Executable executable = new TornadoBackend().compile(program, settings)) {
            executable.kv().reserve(builder.cells());
            float[] first = PromptRun.logits(executable, prompt);
            promptDistance = reference.forward(prompt).distance(first);
            float[] next = PromptRun.logits(executable, token);
            double distance = Math.max(promptDistance, reference.forward(token).distance(next));
            assertTrue(distance <= MODEL_TOLERANCE, format.name() + ": " + distance);
            for (int again = 0; again < 20; again++) {
                assertArrayEquals(first, PromptRun.logits(executable, prompt), "run " + again);
                assertArrayEquals(next, PromptRun.logits(executable, token), "run " + again);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void sequencesDecodedTogetherComputeWhatTheirStepsSayAndTheSameEveryTime(Format format) {
        Program program = SmallLlama.program(format, 3);
        Settings settings = new Settings(1, 64, Formats.F16, Formats.F16, 200).withDecodedRows(5);
        BatchBuilder builder = new BatchBuilder(SmallLlama.VOCABULARY, 200, 5);
        int[] prompts = {7, 1, 20, 3, 11};
        DoubleInterpreter reference = new DoubleInterpreter(program, settings);
        try (Executable executable = new TornadoBackend().compile(program, settings)) {
            executable.kv().reserve(builder.cells());
            for (int prompt : prompts) {
                builder.rows(builder.sequence(40), prompt, false);
            }
            Batch past = builder.build(Phase.PREFILL);
            reference.forward(past);
            executable.forward(past);
            for (int sequence = 0; sequence < prompts.length; sequence++) {
                builder.row(sequence, true);
            }
            Batch together = builder.build(Phase.DECODE);
            float[] found = PromptRun.logits(executable, together);
            double distance = reference.forward(together).distance(found);
            assertTrue(distance <= MODEL_TOLERANCE, format.name() + ": " + distance);
            for (int again = 0; again < 20; again++) {
                assertArrayEquals(found, PromptRun.logits(executable, together), "run " + again);
            }
        }
    }

    @Test
    void threeHundredRunsOfOnePromptAreTheSame() {
        BatchBuilder builder = new BatchBuilder(SmallLlama.VOCABULARY, 200, 5);
        int sequence = builder.sequence(100);
        Batch prompt = builder.rows(sequence, 41, true).build(Phase.PREFILL);
        Batch token = builder.row(sequence, true).build(Phase.DECODE);
        Settings settings = new Settings(1, 64, Formats.F16, Formats.F16, 200);
        try (Executable executable = new TornadoBackend().compile(SmallLlama.program(Formats.Q8_0, 2), settings)) {
            executable.kv().reserve(builder.cells());
            float[] first = PromptRun.logits(executable, prompt);
            float[] next = PromptRun.logits(executable, token);
            for (int run = 1; run < 300; run++) {
                assertArrayEquals(first, PromptRun.logits(executable, prompt), "run " + run);
                assertArrayEquals(next, PromptRun.logits(executable, token), "run " + run);
            }
        }
    }
}
