package org.cria.model.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.forward.Session;
import org.cria.testmodels.TinyModel;
import org.cria.testmodels.TinyModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tiny models, each compared with what llama.cpp made of the same file. */
final class ParityTest {
    private static final int THREADS = 2;
    private static final int BATCH = 100; // the windows are no multiple of it

    @TempDir
    Path folder;

    /**
     * How far predictions may be from llama.cpp's, which rounds the activations to f16 for F16 weights, to bf16 for BF16 ones
     * and to 8 bits for quantised ones, where Cria does not.
     *
     * @param divergence at most
     * @param sameTop at least
     */
    private record Bar(double divergence, double sameTop) {
        static final Bar EXACT = new Bar(1e-4, 0.995);
        static final Bar BF16 = new Bar(1e-3, 0.98);
        static final Bar QUANTISED = new Bar(2e-2, 0.88);
        static final Bar EXPANDED = new Bar(1e-2, 0.95);

        static Bar of(String name) {
            return name.equals("tiny-bf16") ? BF16 : isQuantised(name) ? QUANTISED : EXACT;
        }

        private static boolean isQuantised(String name) {
            return Formats.all().stream()
                    .filter(format -> format.blockValues() > 1)
                    .anyMatch(format -> name.equals("tiny-" + format.name().toLowerCase(Locale.ROOT)));
        }

        void check(String golden, Predictions predictions) throws IOException {
            Distance distance = Distance.between(GoldenPredictions.read(golden), predictions);
            assertTrue(
                    distance.divergence() <= divergence && distance.sameTop() >= sameTop,
                    golden + ": " + distance + ", expected " + new Distance(divergence, sameTop) + " or better");
        }
    }

    static Stream<String> names() {
        return TinyModels.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyFormatAndVariantPredictsWhatLlamaCppPredicts(String name) throws IOException {
        Predictions predictions = predict(name, ProgramRewrite.NONE);
        Bar bar = Bar.of(name);
        bar.check(name, predictions);
        if (bar.equals(Bar.QUANTISED)) {
            Bar.EXPANDED.check(name + "-as-f32", predictions);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-f32", "tiny-tie", "tiny-yarn", "tiny-llama3"})
    void withoutRopeTheComparisonFails(String name) throws IOException {
        assertFar(Distance.between(GoldenPredictions.read(name), predict(name, (program, _) -> withoutRope(program))));
    }

    @ParameterizedTest
    @CsvSource({"tiny-f32, tiny-linear", "tiny-linear, tiny-yarn", "tiny-f32, tiny-bias"})
    void aVariantTakenForAnotherFailsTheComparison(String taken, String actual) throws IOException {
        assertFar(Distance.between(GoldenPredictions.read(actual), predict(taken, ProgramRewrite.NONE)));
    }

    @Test
    void theGoldenFilesCoverEnoughPositions() throws IOException {
        List<int[]> windows = GoldenPredictions.windows();
        int scored = windows.stream()
                .mapToInt(window -> window.length - 1 - window.length / 2)
                .sum();
        assertTrue(scored >= 200, scored + " positions");
        for (String name : TinyModels.all().keySet()) {
            assertEquals(scored, GoldenPredictions.read(name).rows().size(), name);
        }
    }

    /** Far beyond every bar: a wrong forward pass cannot be mistaken for rounding. */
    private static void assertFar(Distance distance) {
        assertTrue(distance.divergence() > 10 * Bar.QUANTISED.divergence(), distance.toString());
        assertTrue(distance.sameTop() < Bar.QUANTISED.sameTop(), distance.toString());
    }

    private Path write(String name) throws IOException {
        TinyModel model = Optional.ofNullable(TinyModels.all().get(name)).orElseThrow();
        return model.write(folder.resolve(name + ".gguf"));
    }

    private Predictions predict(String name, ProgramRewrite rewrite) throws IOException {
        ModelOptions options = ModelOptions.defaults()
                .withThreads(THREADS)
                .withBatchSize(BATCH)
                .withCache(Formats.F32, Formats.F32)
                .withRewrite(rewrite);
        try (Model model = Model.open(write(name), options);
                Session session = model.newSession()) {
            return Predictions.of(session, model.config().vocabulary(), GoldenPredictions.windows());
        }
    }

    private static Program withoutRope(Program program) {
        List<List<Step>> layers = program.layers().stream()
                .map(layer -> layer.stream()
                        .filter(step -> !(step instanceof Step.Rope))
                        .toList())
                .toList();
        return new Program(program.input(), layers, program.output(), program.logits(), program.kv());
    }
}
