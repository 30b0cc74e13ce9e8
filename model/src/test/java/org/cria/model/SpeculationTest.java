package org.cria.model;

import static org.cria.model.ScriptedModel.BEGIN;
import static org.cria.model.ScriptedModel.END;
import static org.cria.model.ScriptedModel.letter;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.cria.kernels.CriaException;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.model.forward.Session;
import org.cria.model.generation.Generation;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.generation.StopReason;
import org.cria.model.grammar.Grammar;
import org.cria.model.sample.Dry;
import org.cria.model.sample.Mirostat;
import org.cria.model.sample.Penalties;
import org.cria.model.sample.Sampler;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.sample.Setting;
import org.cria.model.sample.Temperature;
import org.cria.model.sample.Xtc;
import org.cria.model.speculation.DraftCounts;
import org.cria.model.speculation.Speculation;
import org.cria.testmodels.FamilyModels;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A text is the same whatever is guessed of it: tokens, pieces, log-probabilities, its end, and what the session holds then. */
final class SpeculationTest {
    private static final ModelOptions CPU =
            ModelOptions.defaults().withDevice("cpu").withThreads(1).withBatchSize(24);
    private static final GenerationSettings GREEDY =
            GenerationSettings.defaults().withSampling(SamplerSettings.greedy());
    private static final int[] PROMPT = {1, 40, 41, 42, 40, 41};
    private static final int MOST = 16;

    @TempDir
    Path folder;

    private static TinyModel tiny(Format format) {
        return TinyModel.seeded(12)
                .dim(32)
                .ffn(64)
                .heads(2)
                .kvHeads(1)
                .vocabulary(290)
                .context(48)
                .format(format);
    }

    private Model open(TinyModel model, ModelOptions options) throws IOException {
        return Model.open(model.write(folder.resolve("tiny.gguf")), options);
    }

    private static Speculation foretold(Said plain, int length, int wrong) {
        return Speculation.by(prompt -> new Foretold(plain.tokens(), wrong))
                .withMost(length)
                .unadapted();
    }

    private static void assertSame(Model model, int[] prompt, GenerationSettings settings, int length) {
        Said plain = Said.of(model, prompt, settings);
        for (int wrong = 0; wrong <= length; wrong++) {
            GenerationSettings guessing = settings.withSpeculation(foretold(plain, length, wrong));
            assertEquals(plain, Said.of(model, prompt, guessing), length + " drafted, wrong at " + wrong);
        }
        assertEquals(plain, Said.of(model, prompt, settings.withSpeculation(Speculation.ngrams())));
        assertEquals(
                plain,
                Said.of(
                        model,
                        prompt,
                        settings.withSpeculation(Speculation.ngrams().unadapted())));
    }

    /** In F32 prompts and single tokens are multiplied in different orders, in Q8_0 in one. */
    @ParameterizedTest
    @ValueSource(strings = {"F32", "Q8_0"})
    void draftsOfEveryLengthThatAreWrongAtEveryPlaceChangeNothing(String format) throws IOException {
        try (Model model = open(tiny(format.equals("F32") ? Formats.F32 : Formats.Q8_0), CPU)) {
            for (int length = 1; length <= MOST; length++) {
                assertSame(model, PROMPT, GREEDY.withLogprobs(2), length);
            }
        }
    }

    private static <T extends Number> GenerationSettings warm(Setting<T> setting, T value) {
        return GREEDY.withSampling(SamplerSettings.defaults()
                .with(Sampler.SEED, 5L)
                .with(Temperature.VALUE, 1.2f)
                .with(setting, value));
    }

    @Test
    void withEverySamplerTheTextIsTheSame() throws IOException {
        try (Model model = open(tiny(Formats.Q8_0), CPU)) {
            Grammar grammar = Grammar.parse("root ::= [a-e]+ \" \"? [0-9]+");
            Map<String, GenerationSettings> all = new LinkedHashMap<>();
            all.put("greedy", GREEDY);
            all.put("temperature", warm(Temperature.VALUE, 1.5f));
            all.put("penalties", warm(Penalties.REPEAT, 1.3f));
            all.put("dry", warm(Dry.MULTIPLIER, 0.8f));
            all.put("xtc", warm(Xtc.PROBABILITY, 0.5f));
            all.put("mirostat 1", warm(Mirostat.VERSION, 1));
            all.put("mirostat 2", warm(Mirostat.VERSION, 2));
            all.put("grammar", GREEDY.withGrammar(model.grammar(grammar)));
            all.put("warm grammar", warm(Temperature.VALUE, 1f).withGrammar(model.grammar(grammar)));
            all.put("biases", GREEDY.withBiases(Map.of(100, 30f, 101, 29.9f)));
            all.put("stop string", GREEDY.withStops(List.of("a", "e")));
            all.forEach((name, settings) -> {
                assertSame(model, PROMPT, settings, 5);
                assertSame(model, PROMPT, settings.withLogprobs(3).withPredict(13), 2);
            });
        }
    }

    /** Layers that see the last 20 tokens keep these and a batch: going back by a draft is within that. */
    @Test
    void withASlidingWindowTheTextIsTheSame() throws IOException {
        TinyModel gemma = Objects.requireNonNull(FamilyModels.all().get("gemma3-odd"));
        for (int batch : new int[] {9, 4}) {
            try (Model model = open(gemma, CPU.withBatchSize(batch).withContextSize(80))) {
                assertSame(model, PROMPT, GREEDY.withPredict(60), batch - 1);
                assertSame(model, PROMPT, warm(Temperature.VALUE, 1.5f).withPredict(60), batch - 1);
            }
        }
    }

    @Test
    void withExpertsTheTextIsTheSame() throws IOException {
        TinyModel mixtral = Objects.requireNonNull(FamilyModels.all().get("mixtral-odd"));
        try (Model model = open(mixtral, CPU.withContextSize(64))) {
            assertSame(model, PROMPT, GREEDY.withPredict(24), 6);
        }
    }

    /** One of two layers stays on the CPU. */
    @ParameterizedTest(name = "{0} layers on the device")
    @ValueSource(ints = {3, 1})
    void onADeviceTheTextIsTheSame(int layers) throws IOException {
        ModelOptions options = CPU.withDevice("emulator").withGpuLayers(layers).withContextSize(32);
        try (Model model = open(tiny(Formats.Q8_0), options)) {
            assertSame(model, PROMPT, warm(Temperature.VALUE, 1.5f).withPredict(8), 3);
        }
    }

    @Test
    void aBatchOfOneTokenLeavesNoRoomForADraft() throws IOException {
        try (Model model = open(tiny(Formats.F32), CPU.withBatchSize(1))) {
            Said.Drafted said = Said.drafted(
                    model, PROMPT, GREEDY.withSpeculation(Speculation.ngrams().unadapted()));
            assertEquals(Said.of(model, PROMPT, GREEDY), said.said());
            assertEquals(DraftCounts.NONE, said.counts());
        }
    }

    private Model scripted() throws IOException {
        Path file = new ScriptedModel()
                .says(IntStream.concat(IntStream.rangeClosed(letter('a'), letter('h')), IntStream.of(END))
                        .toArray())
                .says(letter('x'), letter('y'), letter('x'))
                .context(20)
                .write(folder.resolve("scripted.gguf"));
        return Model.open(file, CPU);
    }

    /** The end of the text, a stop string, the limit and the end of the context lie inside of drafts, at every place. */
    @Test
    void aTextEndsWhereItEndsWithoutDrafts() throws IOException {
        int[] letters = {BEGIN, letter('a')};
        int[] endless = {BEGIN, letter('x')};
        try (Model model = scripted()) {
            for (int length = 1; length <= MOST; length++) {
                assertSame(model, letters, GREEDY, length);
                assertSame(model, letters, GREEDY.withStops(List.of("def")), length);
                assertSame(model, letters, GREEDY.withStops(List.of("</s>", "cx")), length);
                assertSame(model, letters, GREEDY.withPredict(length), length);
                assertSame(model, endless, GREEDY, length);
                assertSame(model, endless, GREEDY.withPredict(0), length);
            }
        }
    }

    @Test
    void oneThatIsRightSavesPasses() throws IOException {
        int[] endless = {BEGIN, letter('x')};
        try (Model model = scripted()) {
            Said plain = Said.of(model, endless, GREEDY.withPredict(13));
            Said.Drafted right =
                    Said.drafted(model, endless, GREEDY.withPredict(13).withSpeculation(foretold(plain, 5, 5)));
            assertEquals(new DraftCounts(2, 10, 10), right.counts(), "the first from the prompt, then two times six");
            Said.Drafted wrong =
                    Said.drafted(model, endless, GREEDY.withPredict(13).withSpeculation(foretold(plain, 5, 2)));
            assertEquals(new DraftCounts(4, 17, 8), wrong.counts(), "three times three, and what is left");
            Said.Drafted same = Said.drafted(
                    model,
                    endless,
                    GREEDY.withPredict(13).withSpeculation(Speculation.ngrams().unadapted()));
            assertTrue(same.counts().accepted() >= 6, same.counts()::toString);
        }
    }

    @Test
    void cancelledInTheMiddleOfADraftTheSessionHoldsWhatWasSaid() throws IOException {
        try (Model model = scripted();
                Session session = model.newSession()) {
            Said plain = Said.of(model, new int[] {BEGIN, letter('x')}, GREEDY);
            Generation generation = model.generate(
                    session, new int[] {BEGIN, letter('x')}, GREEDY.withSpeculation(foretold(plain, 6, 9)));
            for (int i = 0; i < 4; i++) {
                generation.next();
            }
            generation.cancel();
            assertFalse(generation.hasNext());
            assertEquals(StopReason.CANCELLED, generation.stopReason().orElseThrow());
            assertEquals(5, session.length(), "the prompt and three tokens, as without a draft");
        }
    }

    @Test
    void settledTheSessionHoldsWhatWasSaidAndTheTextGoesOn() throws IOException {
        try (Model model = scripted();
                Session session = model.newSession()) {
            Said plain = Said.of(model, new int[] {BEGIN, letter('x')}, GREEDY);
            Generation generation = model.generate(
                    session, new int[] {BEGIN, letter('x')}, GREEDY.withSpeculation(foretold(plain, 6, 9)));
            for (int i = 0; i < 4; i++) {
                generation.next();
            }
            generation.settle();
            assertEquals(5, session.length());
            assertEquals("y", generation.next().text());
        }
    }

    @Test
    void draftsOfMoreTokensThanAreOfUseAreAnError() {
        CriaException found =
                assertThrows(CriaException.class, () -> Speculation.ngrams().withMost(65));
        assertEquals("spec draft n max is 65, expected 0 to 64.", found.getMessage());
    }
}
