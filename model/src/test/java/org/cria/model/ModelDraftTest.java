package org.cria.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.cria.kernels.CriaException;
import org.cria.kernels.format.Formats;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.sample.Sampler;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.sample.Temperature;
import org.cria.model.speculation.DraftCounts;
import org.cria.model.speculation.ModelDrafter;
import org.cria.model.speculation.Speculation;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another model guesses, and the text is the same. */
final class ModelDraftTest {
    private static final ModelOptions CPU =
            ModelOptions.defaults().withDevice("cpu").withThreads(1).withBatchSize(24);
    private static final GenerationSettings GREEDY =
            GenerationSettings.defaults().withSampling(SamplerSettings.greedy());
    private static final GenerationSettings WARM = GREEDY.withSampling(
            SamplerSettings.defaults().with(Temperature.VALUE, 1.3f).with(Sampler.SEED, 3L));
    private static final int[] PROMPT = {1, 40, 41, 42, 43, 44};
    private static final int CONTEXT = 64;

    @TempDir
    Path folder;

    private int models;

    private Model open(long seed, int context, int vocabulary) throws IOException {
        Path file = TinyModel.seeded(seed)
                .dim(32)
                .ffn(64)
                .heads(2)
                .kvHeads(1)
                .vocabulary(vocabulary)
                .context(context)
                .format(Formats.Q8_0)
                .write(folder.resolve("model" + ++models + ".gguf"));
        return Model.open(file, CPU);
    }

    private static ModelDrafter drafter(Model draft, Model model) {
        return new ModelDrafter(
                draft.newSession(),
                draft.tokenizer().vocabulary(),
                "draft.gguf",
                model.tokenizer().vocabulary());
    }

    private static DraftCounts assertSame(Model model, int[] prompt, GenerationSettings settings, Speculation guesses) {
        Said.Drafted said = Said.drafted(model, prompt, settings.withSpeculation(guesses));
        assertEquals(Said.of(model, prompt, settings), said.said());
        return said.counts();
    }

    @Test
    void aModelThatIsTheSameIsAlwaysRight() throws IOException {
        try (Model model = open(1, CONTEXT, 290);
                Model draft = open(1, CONTEXT, 290);
                ModelDrafter drafter = drafter(draft, model)) {
            for (int most = 1; most <= 16; most++) {
                Speculation guesses = Speculation.by(drafter).withMost(most).unadapted();
                DraftCounts counts = assertSame(model, PROMPT, GREEDY.withLogprobs(1), guesses);
                assertEquals(counts.drafted(), counts.accepted(), counts::toString);
                assertTrue(counts.drafted() > 20, counts::toString);
            }
        }
    }

    /** Its session goes from text to text: what it holds of others does not matter. */
    @Test
    void oneThatIsAnotherIsWrongAndChangesNothing() throws IOException {
        try (Model model = open(1, CONTEXT, 290);
                Model draft = open(2, CONTEXT, 290);
                ModelDrafter drafter = drafter(draft, model)) {
            for (int most : new int[] {1, 4, 16}) {
                Speculation guesses = Speculation.by(drafter).withMost(most);
                for (GenerationSettings settings : new GenerationSettings[] {GREEDY, WARM}) {
                    DraftCounts counts = assertSame(model, PROMPT, settings, guesses.unadapted());
                    assertTrue(counts.accepted() < counts.drafted(), counts::toString);
                    assertSame(model, PROMPT, settings, guesses);
                    assertSame(model, new int[] {1, 7, 9}, settings, guesses.unadapted());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 12, 30})
    void behindTheEndOfItsContextItGuessesNothing(int context) throws IOException {
        try (Model model = open(1, CONTEXT, 290);
                Model draft = open(1, context, 290);
                ModelDrafter drafter = drafter(draft, model)) {
            DraftCounts counts = assertSame(
                    model, PROMPT, GREEDY, Speculation.by(drafter).withMost(5).unadapted());
            assertEquals(counts.drafted(), counts.accepted(), counts::toString);
            assertTrue(counts.drafted() <= context, counts::toString);
        }
    }

    @Test
    void oneWithFewerTokensGuessesThoseThatBothHave() throws IOException {
        try (Model model = open(1, CONTEXT, 330);
                Model draft = open(1, CONTEXT, 290);
                ModelDrafter drafter = drafter(draft, model)) {
            assertSame(model, PROMPT, WARM, Speculation.by(drafter).withMost(3).unadapted());
            int[] foreign = {1, 320, 41};
            assertEquals(
                    DraftCounts.NONE,
                    assertSame(
                            model,
                            foreign,
                            GREEDY,
                            Speculation.by(drafter).withMost(3).unadapted()));
        }
        try (Model model = open(1, CONTEXT, 290);
                Model draft = open(2, CONTEXT, 330);
                ModelDrafter drafter = drafter(draft, model)) {
            assertSame(model, PROMPT, WARM, Speculation.by(drafter).withMost(3).unadapted());
        }
    }

    @Test
    void oneWithOtherTokensIsRefusedAndTheFirstIsNamed() throws IOException {
        Path scripted = new ScriptedModel().write(folder.resolve("scripted.gguf"));
        try (Model model = open(1, CONTEXT, 290);
                Model large = open(1, CONTEXT, 500);
                Model other = Model.open(scripted, CPU)) {
            CriaException tokens = assertThrows(CriaException.class, () -> drafter(other, model));
            String found = String.valueOf(tokens.getMessage());
            assertTrue(found.matches("draft.gguf: token \\d+ is '.*', expected the model's '.*'\\. Choose .*"), found);
            CriaException size = assertThrows(CriaException.class, () -> drafter(large, model));
            assertEquals(
                    "draft.gguf: the vocabulary has 500 tokens, expected the model's 290. Choose a draft of the same"
                            + " family.",
                    size.getMessage());
        }
    }
}
