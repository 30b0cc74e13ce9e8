package org.cria.model;

import static org.cria.model.ScriptedModel.BEGIN;
import static org.cria.model.ScriptedModel.END;
import static org.cria.model.ScriptedModel.bytePiece;
import static org.cria.model.ScriptedModel.letter;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.cria.kernels.format.Formats;
import org.cria.model.forward.Session;
import org.cria.model.generation.Generation;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.generation.Piece;
import org.cria.model.generation.StopReason;
import org.cria.model.generation.Timings;
import org.cria.model.sample.LogProbabilities;
import org.cria.model.sample.Sampler;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.sample.Temperature;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After "a" the model says "€bc" and ends; "x" and "y" follow each other for ever; "q" begins a character that never ends. */
@SuppressWarnings("NullAway.Init") // set before each test
final class GenerationTest {
    private static final ModelOptions OPTIONS = ModelOptions.defaults()
            .withDevice("cpu")
            .withThreads(2)
            .withBatchSize(4)
            .withCache(Formats.F32, Formats.F32);
    private static final GenerationSettings GREEDY =
            GenerationSettings.defaults().withSampling(SamplerSettings.greedy());
    private static final int[] EURO = {bytePiece(0xE2), bytePiece(0x82), bytePiece(0xAC)};

    @TempDir
    Path folder;

    private Model model;
    private Session session;

    @BeforeEach
    void open() throws IOException {
        Path file = new ScriptedModel()
                .says(letter('a'), EURO[0], EURO[1], EURO[2], letter('b'), letter('c'), END)
                .says(letter('x'), letter('y'), letter('x'))
                .says(letter('q'), bytePiece(0xF0), bytePiece(0x9F), letter('z'), END)
                .context(20)
                .write(folder.resolve("scripted.gguf"));
        model = Model.open(file, OPTIONS);
        session = model.newSession();
    }

    @AfterEach
    void close() {
        session.close();
        model.close();
    }

    @Test
    void tokensComeOneByOneAndCharactersWhole() {
        Generation generation = generate('a', GREEDY);
        assertEquals(List.of("", "", "€", "b", "c", ""), texts(generation));
        assertEquals(Optional.of(StopReason.EOS), generation.stopReason());
    }

    @Test
    void theTokensAreTheScripts() {
        List<Integer> tokens = new ArrayList<>();
        generate('a', GREEDY).forEachRemaining(piece -> tokens.add(piece.token()));
        assertEquals(List.of(EURO[0], EURO[1], EURO[2], letter('b'), letter('c'), END), tokens);
    }

    @Test
    void whileItGoesOnThereIsNoReasonToStop() {
        Generation generation = generate('a', GREEDY);
        assertTrue(generation.hasNext());
        assertTrue(generation.hasNext(), "asking again computes nothing new");
        assertEquals(2, session.processedTokens());
        assertEquals(Optional.empty(), generation.stopReason());
        generation.next();
        assertEquals(Optional.empty(), generation.stopReason());
    }

    @Test
    void aStopStringMayBeAControlToken() {
        Generation generation = generate('a', GREEDY.withStops(List.of("</s>", "z")));
        assertEquals(List.of("", "", "€", "b", "c", ""), texts(generation));
        assertEquals(Optional.of(StopReason.STOP), generation.stopReason());
        Generation held = generate('a', GREEDY.withStops(List.of("cd", "</s>")));
        assertEquals("€bc", String.join("", texts(held)), "what might have become a stop string is text");
    }

    /** A clock that goes on by 1,000 whenever it is read, which each step does when it begins and when it ends. */
    @Test
    void timesAreThoseOfTheEnginesClock() {
        long[] now = {5};
        session.engine().timeBy(() -> now[0] += 1_000);
        Generation generation = generate('a', GREEDY.withPredict(4));
        texts(generation);
        assertEquals(1_000, generation.timings().promptNanos());
        assertEquals(7_000, generation.timings().generatedNanos(), "three computed, four chosen");
    }

    @Test
    void aLimitOfNothingComputesNothing() {
        Generation generation = generate('a', GREEDY.withPredict(0));
        assertFalse(generation.hasNext());
        assertEquals(Optional.of(StopReason.LIMIT), generation.stopReason());
        assertEquals(0, session.processedTokens());
        assertThrows(NoSuchElementException.class, generation::next);
        assertEquals(new Timings(0, 0, 0, 0), generation.timings());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5})
    void aLimitIsThatManyTokens(int limit) {
        Generation generation = generate('a', GREEDY.withPredict(limit));
        assertEquals(limit, texts(generation).size());
        assertEquals(Optional.of(StopReason.LIMIT), generation.stopReason());
        assertEquals(2 + limit - 1, session.processedTokens(), "the last token is not computed with");
        assertEquals(limit - 1, generation.timings().generatedTokens());
    }

    @Test
    void theModelsEndComesBeforeTheLimit() {
        Generation generation = generate('a', GREEDY.withPredict(6));
        texts(generation);
        assertEquals(Optional.of(StopReason.EOS), generation.stopReason());
    }

    @Test
    void aCharacterThatTheLimitCutsOffIsReplaced() {
        assertEquals(List.of("", "\uFFFD"), texts(generate('a', GREEDY.withPredict(2))));
    }

    @Test
    void aCharacterThatTheModelNeverCompletesIsReplaced() {
        assertEquals("\uFFFDz", String.join("", texts(generate('q', GREEDY))));
    }

    @Test
    void aStopStringEndsTheTextAndIsNoPartOfIt() {
        Generation generation = generate('a', GREEDY.withStops(List.of("bc")));
        assertEquals(List.of("", "", "€", "", ""), texts(generation));
        assertEquals(Optional.of(StopReason.STOP), generation.stopReason());
    }

    @Test
    void aStopStringMayBeginInTheMiddleOfATokensText() {
        Generation generation = generate('a', GREEDY.withStops(List.of("€")));
        assertEquals("", String.join("", texts(generation)));
        assertEquals(Optional.of(StopReason.STOP), generation.stopReason());
    }

    @Test
    void whatOnlyBeganAStopStringIsPrintedAtTheEnd() {
        Generation generation = generate('a', GREEDY.withStops(List.of("bcd")));
        assertEquals(List.of("", "", "€", "", "", "bc"), texts(generation));
        assertEquals(Optional.of(StopReason.EOS), generation.stopReason());
        assertEquals(
                List.of("", "", "€", "b"),
                texts(generate('a', GREEDY.withStops(List.of("bcd")).withPredict(4))));
    }

    @Test
    void cancelledItStillGivesTheTextThatItHeldBack() {
        Generation generation = generate('a', GREEDY.withStops(List.of("bcd")));
        for (int i = 0; i < 4; i++) {
            generation.next();
        }
        generation.cancel();
        assertFalse(generation.hasNext());
        assertEquals("b", generation.heldBack());
    }

    @Test
    void aFullContextEndsTheText() {
        Generation generation = generate('x', GREEDY);
        // 2 tokens of prompt and 18 more fill the context; one more can still be chosen.
        assertEquals(19, texts(generation).size());
        assertEquals(Optional.of(StopReason.CONTEXT), generation.stopReason());
        assertEquals(20, session.length());
    }

    @Test
    void aPromptOfTheWholeContextYieldsOneToken() {
        int[] prompt = new int[20];
        Arrays.fill(prompt, letter('a'));
        Generation generation = model.generate(session, prompt, GREEDY);
        assertEquals(1, texts(generation).size());
        assertEquals(Optional.of(StopReason.CONTEXT), generation.stopReason());
    }

    @Test
    void aPromptLongerThanTheContextIsAnErrorAndTheSessionStaysUsable() {
        Generation generation = model.generate(session, new int[21], GREEDY);
        CriaException full = assertThrows(CriaException.class, generation::hasNext);
        assertTrue(String.valueOf(full.getMessage()).startsWith("the context is full: 21 tokens"), full.getMessage());
        assertEquals("€bc", String.join("", texts(generate('a', GREEDY))));
    }

    @Test
    void anEmptyPromptIsAnError() {
        CriaException empty = assertThrows(CriaException.class, () -> model.generate(session, new int[0], GREEDY));
        assertTrue(String.valueOf(empty.getMessage()).startsWith("the prompt is empty"), empty.getMessage());
    }

    @Test
    void cancelledBeforeItBeganItComputesNothing() {
        Generation generation = generate('a', GREEDY);
        generation.cancel();
        assertFalse(generation.hasNext());
        assertEquals(Optional.of(StopReason.CANCELLED), generation.stopReason());
        assertEquals(0, session.processedTokens());
    }

    @Test
    void cancelledOnTheWayItEndsAfterTheTokenThatWasComputed() {
        Generation generation = generate('x', GREEDY);
        assertEquals("y", generation.next().text());
        assertEquals("x", generation.next().text());
        generation.cancel();
        assertFalse(generation.hasNext());
        assertEquals(Optional.of(StopReason.CANCELLED), generation.stopReason());
        assertEquals(3, session.length());
        assertThrows(NoSuchElementException.class, generation::next);
    }

    @Test
    void cancelledInThePromptItKeepsWhatWasProcessed() {
        int[] prompt = {BEGIN, 5, 6, 7, 8, 9, 10, 11, 12, letter('a')};
        Generation generation = model.generate(session, prompt, GREEDY);
        generation.watch((done, total) -> {
            if (done == 4) {
                generation.cancel();
            }
            return true;
        });
        assertFalse(generation.hasNext());
        assertEquals(Optional.of(StopReason.CANCELLED), generation.stopReason());
        assertEquals(4, session.length());
        Generation again = model.generate(session, prompt, GREEDY);
        assertEquals("€bc", String.join("", texts(again)));
        assertEquals(6, again.timings().promptTokens(), "the rest of the prompt");
    }

    @Test
    void aWatcherMayStopThePrompt() {
        int[] prompt = {BEGIN, 5, 6, 7, 8, 9, 10, 11, 12, letter('a')};
        Generation generation = model.generate(session, prompt, GREEDY).watch((done, total) -> done < 8);
        assertFalse(generation.hasNext());
        assertEquals(Optional.of(StopReason.CANCELLED), generation.stopReason());
        assertEquals(8, session.length());
    }

    @Test
    void logProbabilitiesAreReportedWhenAskedFor() {
        double likely = ScriptedModel.LOGIT - Math.log(Math.exp(ScriptedModel.LOGIT) + ScriptedModel.VOCABULARY - 1);
        Piece none = generate('a', GREEDY).next();
        assertTrue(Double.isNaN(none.logprob()));
        assertEquals(List.of(), none.top());
        Piece own = generate('a', GREEDY.withLogprobs(0)).next();
        assertEquals(likely, own.logprob(), 1e-6);
        assertEquals(List.of(), own.top());
        List<LogProbabilities.Entry> top =
                generate('a', GREEDY.withLogprobs(3)).next().top();
        assertEquals(3, top.size());
        assertEquals(EURO[0], top.getFirst().token());
        assertEquals(likely, top.getFirst().logProbability(), 1e-6);
        assertEquals(likely - ScriptedModel.LOGIT, top.get(2).logProbability(), 1e-5);
        assertEquals(List.of(0, 1), List.of(top.get(1).token(), top.get(2).token()), "equal ones by id");
    }

    @Test
    void thePromptsTextIsTokenisedWithABegin() {
        // The space that is put before a text has no piece of its own here and is spelled as bytes.
        int[] prompt = model.tokenizer().prompt("a");
        assertEquals(BEGIN, prompt[0]);
        assertEquals(letter('a'), prompt[prompt.length - 1]);
        assertEquals("€bc", String.join("", texts(model.generate(session, "a", GREEDY))));
    }

    @Test
    void whatTheSessionHoldsIsNotProcessedAgain() {
        texts(generate('x', GREEDY.withPredict(5)));
        long before = session.processedTokens();
        Generation again = generate('x', GREEDY.withPredict(1));
        texts(again);
        assertEquals(0, session.processedTokens() - before);
        assertEquals(0, again.timings().promptTokens());
    }

    @Test
    void aSeedRepeatsAndAnotherOneDiffers() throws IOException {
        Path file = TinyModel.seeded(9).dim(32).ffn(32).heads(2).kvHeads(2).write(folder.resolve("random.gguf"));
        GenerationSettings settings = GenerationSettings.defaults().withPredict(30);
        try (Model random = Model.open(file, OPTIONS)) {
            String first = drawn(random, settings.withSampling(warm(7)));
            assertEquals(first, drawn(random, settings.withSampling(warm(7))));
            assertNotEquals(first, drawn(random, settings.withSampling(warm(8))));
            Session fresh = random.newSession();
            Generation unseeded = random.generate(fresh, new int[] {1}, settings);
            String text = tokens(unseeded);
            fresh.close();
            assertEquals(
                    text,
                    drawn(
                            random,
                            settings.withSampling(SamplerSettings.defaults().with(Sampler.SEED, unseeded.seed()))));
        }
    }

    private static SamplerSettings warm(long seed) {
        return SamplerSettings.defaults().with(Temperature.VALUE, 1.5f).with(Sampler.SEED, seed);
    }

    private static String drawn(Model model, GenerationSettings settings) {
        try (Session session = model.newSession()) {
            return tokens(model.generate(session, new int[] {1}, settings));
        }
    }

    private static String tokens(Generation generation) {
        StringBuilder tokens = new StringBuilder();
        generation.forEachRemaining(piece -> tokens.append(piece.token()).append(' '));
        return tokens.toString();
    }

    private Generation generate(char last, GenerationSettings settings) {
        return model.generate(session, new int[] {BEGIN, letter(last)}, settings);
    }

    private static List<String> texts(Generation generation) {
        List<String> texts = new ArrayList<>();
        generation.forEachRemaining(piece -> texts.add(piece.text()));
        return texts;
    }
}
