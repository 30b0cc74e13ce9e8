package org.cria.model;

import static org.cria.model.ScriptedModel.letter;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.cria.kernels.Progress;
import org.cria.kernels.format.Formats;
import org.cria.model.forward.CacheImage;
import org.cria.model.forward.Session;
import org.cria.model.generation.Generation;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.generation.Piece;
import org.cria.model.sample.SamplerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Two uses of one session at once are refused, and the first one goes on as if nothing had been. After "x" comes "yxyx…". */
@SuppressWarnings("NullAway.Init") // set before each test
final class SessionInUseTest {
    private static final int[] PROMPT = {letter('x')};

    @TempDir
    Path folder;

    private Model model;
    private Session session;

    @BeforeEach
    void open() throws IOException {
        Path file = new ScriptedModel()
                .says(letter('x'), letter('y'), letter('x'))
                .says(letter('a'), letter('b'), letter('a'))
                .write(folder.resolve("scripted.gguf"));
        ModelOptions options = ModelOptions.defaults().withDevice("cpu").withThreads(1);
        model = Model.open(file, options.withCache(Formats.F32, Formats.F32));
        session = model.newSession();
    }

    @AfterEach
    void close() {
        session.close();
        model.close();
    }

    @Test
    void everyCallIsRefusedWhileAnotherThreadIsAtWork() throws InterruptedException {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Generation generation = generation(letter('x'));
        generation.watch((done, total) -> {
            reading.countDown();
            await(goOn);
            return true;
        });
        CompletableFuture<List<Integer>> text = CompletableFuture.supplyAsync(() -> tokens(generation, 5));
        reading.await();
        List<Executable> calls = List.of(
                () -> generation(letter('a')).hasNext(),
                () -> session.prefill(PROMPT, Progress.NONE),
                () -> session.decode(letter('a')),
                () -> session.best(letter('a'), 1),
                () -> session.score(PROMPT, 0, (position, logits) -> {}),
                () -> session.splice(0, 0, PROMPT),
                () -> session.rewind(0),
                () -> session.fork(),
                () -> CacheImage.of(List.of(session)),
                () -> session.close());
        for (Executable call : calls) {
            refused("the session is at work: ", call);
        }
        goOn.countDown();
        assertEquals(xy(5), text.join());
    }

    @Test
    void aListenerCannotUseTheSessionThatItListensTo() {
        Generation generation = generation(letter('x'));
        generation.watch(
                (done, total) -> session.length() + session.decode(letter('a')).vocabulary() > 0);
        refused("the session is at work: ", generation::hasNext);
    }

    @Test
    void aGenerationDoesNotGoOnAfterAnotherOne() {
        Generation first = generation(letter('x'));
        assertEquals(xy(2), tokens(first, 2));
        Generation second = generation(letter('a'));
        assertEquals(letter('b'), second.next().token());
        refused("the session was used by others", first::hasNext);
        refused("the session was used by others", first::next);
        assertEquals(letter('a'), second.next().token());
        assertEquals(letter('b'), second.next().token());
    }

    @Test
    void aTokenIsNotChosenFromWhatAnotherGenerationComputed() {
        Generation first = generation(letter('x'));
        assertTrue(first.hasNext());
        assertTrue(generation(letter('a')).hasNext());
        refused("the session was used by others", first::next);
    }

    @Test
    void whatIsComputedWhileAGenerationRunsIsNotMixedIn() {
        Generation generation = generation(letter('x'));
        assertEquals(xy(3), tokens(generation, 3));
        session.rewind(1);
        refused("the session was used by others", generation::next);
    }

    @Test
    void aForkChangesNothingForWhoeverGoesOn() {
        Generation generation = generation(letter('x'));
        assertEquals(xy(3), tokens(generation, 3));
        try (Session fork = session.fork()) {
            assertEquals(
                    letter('b'),
                    model.generate(fork, new int[] {letter('a')}, settings())
                            .next()
                            .token());
            assertEquals(letter('x'), generation.next().token());
        }
    }

    @Test
    void sessionsOfTheirOwnGoSideBySide() {
        List<CompletableFuture<List<Integer>>> texts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            texts.add(CompletableFuture.supplyAsync(() -> {
                try (Session own = model.newSession()) {
                    return tokens(model.generate(own, PROMPT, settings()), 40);
                }
            }));
        }
        texts.forEach(text -> assertEquals(xy(40), text.join()));
    }

    private Generation generation(int token) {
        return model.generate(session, new int[] {token}, settings());
    }

    private static GenerationSettings settings() {
        return GenerationSettings.defaults().withSampling(SamplerSettings.greedy());
    }

    private static List<Integer> tokens(Generation generation, int count) {
        List<Integer> tokens = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Piece piece = generation.next();
            tokens.add(piece.token());
        }
        return tokens;
    }

    private static List<Integer> xy(int count) {
        List<Integer> tokens = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tokens.add(letter(i % 2 == 0 ? 'y' : 'x'));
        }
        return tokens;
    }

    private static void refused(String beginning, Executable call) {
        IllegalStateException refusal = assertThrows(IllegalStateException.class, call);
        assertTrue(String.valueOf(refusal.getMessage()).startsWith(beginning), refusal.getMessage());
        assertTrue(String.valueOf(refusal.getMessage()).contains("Model.newSession"), refusal.getMessage());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
