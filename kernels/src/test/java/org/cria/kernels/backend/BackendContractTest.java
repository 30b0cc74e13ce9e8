package org.cria.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cria.kernels.CriaException;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every step in every format on every backend computes what {@link Step} says, within what f32 can do. */
final class BackendContractTest {
    /** A comparison against bounds as large as this part of the values would say little. */
    private static final double LOOSEST = 0.01;

    static Stream<Arguments> cells() {
        return cells(false);
    }

    static Stream<Arguments> bulk() {
        return cells(true);
    }

    private static Stream<Arguments> cells(boolean bulk) {
        return Contender.all().stream()
                .flatMap(contender -> Cell.all().stream()
                        .filter(cell -> isBulk(contender, cell) == bulk)
                        .map(cell -> Arguments.of(contender, cell)));
    }

    /**
     * Norms and biases reach a device as numbers, whatever format they had; and in its second shape the kernels for the other
     * formats differ from those of its first in nothing that those of these formats do not.
     */
    private static boolean isBulk(Contender contender, Cell cell) {
        boolean vector = cell.step().equals(Step.RmsNorm.class) || cell.step().equals(Step.AddBias.class);
        return contender.isWatched()
                && (vector || contender.name().equals("emulator-gpu"))
                && !contender.holes().contains(cell.toString())
                && !List.of(Formats.F32, Formats.F16, Formats.Q8_0, Formats.Q4_K)
                        .contains(cell.format());
    }

    static List<Contender> contenders() {
        return Contender.all();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("bulk")
    @Tag("full")
    void everyOtherCellComputesWhatItsStepSays(Contender contender, Cell cell) {
        everyCellComputesWhatItsStepSays(contender, cell);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cells")
    void everyCellComputesWhatItsStepSays(Contender contender, Cell cell) {
        List<ContractCase> cases = ContractCases.of(cell);
        assertTrue(
                cases.stream().allMatch(c -> exercises(c.program(), cell)),
                () -> cell + " has a case without its step");
        for (ContractCase each : cases) {
            if (contender.holes().contains(cell.toString())) {
                assertHole(contender, cell, each);
            } else {
                check(contender, cell, each);
            }
        }
    }

    /**
     * Worst-case bounds multiply with depth until they say nothing, so here the roundings count as independent: each of about 40
     * steps brings a relative error of about √n·ε (n up to 96 values in a sum), and later steps enlarge it up to fourfold.
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource("contenders")
    void aWholeModelComputesWhatItsStepsSayTogether(Contender contender) {
        double tolerance = 40 * Math.sqrt(96) * Bounded.EPSILON * 4;
        for (Program program : List.of(
                SmallLlama.program(Formats.F32, 3),
                SmallLlama.program(Formats.F16, 3),
                SmallLlama.program(Formats.Q8_0, 3),
                SmallLlama.program(Formats.Q4_0, 3),
                SmallLlama.withHeadNorms(Formats.F32, 3),
                SmallLlama.withHeadNorms(Formats.Q8_0, 3))) {
            Format weights = program.weights().iterator().next().format();
            if (contender.rounds(weights)) {
                continue; // a value that lies between two steps goes to one here and to the other there
            }
            String format = weights.name();
            Settings settings = new Settings(2, 64, Formats.F32, Formats.F32);
            DoubleInterpreter reference = new DoubleInterpreter(program, settings);
            BatchBuilder builder = new BatchBuilder(SmallLlama.VOCABULARY, 200, 5);
            int first = builder.sequence(60);
            int second = builder.sequence(60);
            try (Executable executable = contender.compile(program, settings)) {
                executable.kv().reserve(builder.cells());
                for (Batch batch : List.of(
                        builder.rows(first, 21, true).rows(second, 16, true).build(Phase.PREFILL),
                        builder.row(second, true).row(first, true).build(Phase.DECODE))) {
                    double distance = reference.forward(batch).distance(logits(executable, batch));
                    assertTrue(
                            distance <= tolerance,
                            () -> contender + ", " + format + ", " + batch.phase() + ": logits are " + distance
                                    + " of their norm away, expected at most " + tolerance);
                }
            }
        }
    }

    @Test
    void theMatrixHasNoSilentHole() {
        assertEquals(
                List.copyOf(Cell.steps()),
                Cell.all().stream().map(Cell::step).distinct().toList(),
                "steps with cases");
        StringBuilder matrix = new StringBuilder("step × format × backend (• runs, – has no kernel and says so)\n");
        for (Contender contender : Contender.all()) {
            for (Class<? extends Step> step : Cell.steps()) {
                String formats = Cell.all().stream()
                        .filter(cell -> cell.step().equals(step))
                        .map(cell -> cell.format().name() + (compiles(contender, cell) ? " •" : " –"))
                        .collect(Collectors.joining("  "));
                matrix.append(String.format("%-10s %-14s %s%n", contender, step.getSimpleName(), formats));
            }
        }
        System.out.println(matrix);
    }

    private static boolean compiles(Contender contender, Cell cell) {
        ContractCase first = ContractCases.of(cell).getFirst();
        if (contender.holes().contains(cell.toString())) {
            assertHole(contender, cell, first);
            return false;
        }
        contender.compile(first.program(), first.settings()).close();
        return true;
    }

    private static void assertHole(Contender contender, Cell cell, ContractCase each) {
        CriaException refusal = assertThrows(
                CriaException.class,
                () -> contender.compile(each.program(), each.settings()).close());
        String message = String.valueOf(refusal.getMessage());
        assertTrue(
                message.contains(cell.step().getSimpleName())
                        && message.contains(cell.format().name()),
                () -> "a hole names its cell " + cell + ", but: " + message);
    }

    private static boolean exercises(Program program, Cell cell) {
        return program.steps().stream().anyMatch(cell.step()::isInstance);
    }

    private static void check(Contender contender, Cell cell, ContractCase each) {
        String place = contender + ", " + cell + ", " + each.name();
        DoubleInterpreter reference = new DoubleInterpreter(each.program(), contender.settings(each.settings()));
        try (Executable executable = contender.compile(each.program(), each.settings())) {
            executable.kv().reserve(each.cells());
            for (int i = 0; i < each.batches().size(); i++) {
                Batch batch = each.batches().get(i);
                Bounded expected = reference.forward(batch);
                Output output = executable.forward(batch);
                String at = place + ", batch " + i + " (" + batch.phase() + ", " + batch.rows() + " rows)";
                assertEquals(batch.outputRows(), output.rows(), at);
                assertEquals(each.program().logits().columns(), output.columns(), at);
                assertEquals("", expected.worst(output.values()), at);
                double looseness = expected.looseness();
                assertTrue(looseness < LOOSEST, () -> at + ": bounds are " + looseness + " of the values");
            }
        }
    }

    private static float[] logits(Executable executable, Batch batch) {
        return executable.forward(batch).values();
    }
}
