package org.cria.model.lora;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.kernels.format.Formats;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.forward.Session;
import org.cria.model.gguf.Gguf;
import org.cria.model.quantise.Mixture;
import org.cria.model.quantise.QuantiseOptions;
import org.cria.model.quantise.QuantisePlan;
import org.cria.model.quantise.Quantiser;
import org.cria.model.quantise.RoundingError;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Adapters that become part of a model. */
final class LoraMergeTest {
    private static final int[] PROMPT = {1, 5, 9, 40, 7};
    /** As in {@link LoraTest}: sums in another order. */
    private static final double TOLERANCE = 1e-4;

    @TempDir
    Path folder;

    private static TinyModel model() {
        return TinyModel.seeded(7).layers(2).dim(64).ffn(96).heads(4).kvHeads(2);
    }

    static Stream<TinyModel> models() {
        return Stream.of(
                model(),
                model().tied(),
                model().experts(4, 2),
                model().architecture("phi3").fused());
    }

    private static boolean isMatrix(String name) {
        return !name.contains("norm");
    }

    private static String format(Gguf file) {
        return Objects.requireNonNull(file.tensors().get("blk.0.ffn_up.weight"))
                .format()
                .name();
    }

    private static float[] logits(Path file, ProgramRewrite rewrite) {
        ModelOptions options = ModelOptions.defaults()
                .withDevice("cpu")
                .withThreads(1)
                .withCache(Formats.F32, Formats.F32)
                .withRewrite(rewrite);
        try (Model model = Model.open(file, options);
                Session session = model.newSession()) {
            return session.prefill(PROMPT, Progress.NONE).orElseThrow().toArray();
        }
    }

    private RoundingError merge(Path base, LoraFile adapter, Path out, Optional<Mixture> mixture) throws IOException {
        try (Gguf gguf = Gguf.open(base)) {
            LoraMerge merge = LoraMerge.of(gguf, adapter);
            QuantisePlan plan = merge.plan(mixture.map(wanted -> QuantisePlan.of(
                            gguf, QuantiseOptions.of(wanted).withThreads(2).withRequantising()))
                    .orElseGet(() -> QuantisePlan.same(gguf, 1)));
            new Quantiser(plan, merge).write(out, Progress.NONE);
            try (Gguf result = Gguf.open(out)) {
                return RoundingError.measure(plan, result, merge);
            }
        }
    }

    private static void assertNear(float[] expected, float[] found, double tolerance) {
        float most = 0;
        for (float value : expected) {
            most = Math.max(most, Math.abs(value));
        }
        assertArrayEquals(expected, found, (float) (tolerance * most));
    }

    @ParameterizedTest
    @MethodSource("models")
    void theNewModelComputesWhatTheOldOneDoesWithTheAdapterBesideIt(TinyModel model) throws IOException {
        Path base = model.write(folder.resolve("base.gguf"));
        LoraFile adapter =
                new LoraFile(Tweaks.of(base, 3, 1, LoraMergeTest::isMatrix).gguf(folder.resolve("a.gguf"), 6), 0.5f);
        RoundingError error = merge(base, adapter, folder.resolve("out.gguf"), Optional.empty());
        float[] expected = logits(base, new LoraRewrite(List.of(adapter)));
        assertNear(expected, logits(folder.resolve("out.gguf"), ProgramRewrite.NONE), TOLERANCE);
        assertTrue(error.change() > 0.1, error::toString);
        assertTrue(error.rounding() < 1e-6, error::toString);
    }

    @Test
    void embeddingsThatServeAsOutputTooAreKeptApartIfOneOfThemIsTweaked() throws IOException {
        Path base = model().tied().write(folder.resolve("base.gguf"));
        Path embeddings = Tweaks.of(base, 3, 1, LowRank.EMBEDDINGS::equals).gguf(folder.resolve("e.gguf"), 6);
        Path others = Tweaks.of(base, 3, 1, name -> name.contains("ffn")).gguf(folder.resolve("o.gguf"), 6);
        merge(base, new LoraFile(embeddings, 1), folder.resolve("apart.gguf"), Optional.empty());
        merge(base, new LoraFile(others, 1), folder.resolve("tied.gguf"), Optional.empty());
        try (Gguf apart = Gguf.open(folder.resolve("apart.gguf"));
                Gguf tied = Gguf.open(folder.resolve("tied.gguf"))) {
            assertTrue(apart.tensors().containsKey("output.weight"));
            assertFalse(tied.tensors().containsKey("output.weight"));
        }
        float[] expected = logits(base, new LoraRewrite(List.of(new LoraFile(embeddings, 1))));
        assertNear(expected, logits(folder.resolve("apart.gguf"), ProgramRewrite.NONE), TOLERANCE);
    }

    @Test
    void whatRoundingAddsIsTold() throws IOException {
        Path base = model().format(Formats.Q8_0).write(folder.resolve("base.gguf"));
        LoraFile adapter =
                new LoraFile(Tweaks.of(base, 3, 1, LoraMergeTest::isMatrix).gguf(folder.resolve("a.gguf"), 6), 0.5f);
        RoundingError same = merge(base, adapter, folder.resolve("same.gguf"), Optional.empty());
        RoundingError fewer = merge(base, adapter, folder.resolve("fewer.gguf"), Optional.of(Mixture.Q4_0));
        assertTrue(same.rounding() > 1e-4 && same.rounding() < 0.02, same::toString);
        assertTrue(fewer.rounding() > 5 * same.rounding(), fewer::toString);
        try (Gguf kept = Gguf.open(folder.resolve("same.gguf"));
                Gguf smaller = Gguf.open(folder.resolve("fewer.gguf"))) {
            assertEquals("Q8_0", format(kept));
            assertEquals("Q4_0", format(smaller));
        }
    }

    @Test
    void anAdapterOfAnotherModelIsRefusedBeforeAnythingIsWritten() throws IOException {
        Path base = model().write(folder.resolve("base.gguf"));
        Path other = model().dim(128).write(folder.resolve("other.gguf"));
        Path adapter = Tweaks.of(other, 3, 1, name -> name.contains("ffn_up")).gguf(folder.resolve("a.gguf"), 6);
        Path more = Tweaks.of(model().layers(3).write(other), 3, 1, name -> name.contains("blk.2.ffn_up"))
                .gguf(folder.resolve("b.gguf"), 6);
        try (Gguf gguf = Gguf.open(base)) {
            assertEquals(
                    "a.gguf: the tweak of 'blk.0.ffn_up.weight' is 96 × 3 × 128, expected one for F32 [64, 96]."
                            + " Choose the model that the adapter was trained on.",
                    assertThrows(CriaException.class, () -> LoraMerge.of(gguf, new LoraFile(adapter, 1)))
                            .getMessage());
            assertEquals(
                    "b.gguf: base.gguf has no matrix 'blk.2.ffn_up.weight' to tweak, expected one for each pair."
                            + " Choose the model that the adapter was trained on.",
                    assertThrows(CriaException.class, () -> LoraMerge.of(gguf, new LoraFile(more, 1)))
                            .getMessage());
        }
    }
}
