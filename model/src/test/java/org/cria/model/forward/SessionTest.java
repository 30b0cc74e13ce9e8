package org.cria.model.forward;

import static org.cria.model.forward.TinyEngine.assertSameBits;
import static org.cria.model.forward.TinyEngine.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.kernels.Scores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a session holds, and that its history never shows in its logits. */
@SuppressWarnings("NullAway.Init") // set before each test
final class SessionTest {
    @TempDir
    Path folder;

    private TinyEngine engine;

    @BeforeEach
    void open() {
        engine = new TinyEngine(folder);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void aPromptThatSharesABeginningProcessesOnlyTheRest() {
        try (Session session = engine.newSession()) {
            session.prefill(text(0, 20), Progress.NONE);
            assertEquals(20, session.processedTokens());
            int[] changed = text(0, 23);
            changed[17] = 288;
            float[] logits =
                    session.prefill(changed, Progress.NONE).orElseThrow().values();
            assertEquals(26, session.processedTokens(), "tokens 17 to 22 are new");
            assertArrayEquals(changed, session.tokens());
            assertSameBits(engine.fresh(changed), logits);
        }
    }

    @Test
    void theSamePromptAgainProcessesNothing() {
        try (Session session = engine.newSession()) {
            float[] first =
                    session.prefill(text(0, 20), Progress.NONE).orElseThrow().toArray();
            session.decode(7);
            float[] second =
                    session.prefill(text(0, 20), Progress.NONE).orElseThrow().values();
            assertEquals(21, session.processedTokens());
            assertEquals(20, session.length());
            assertSameBits(first, second);
        }
    }

    @Test
    void logitsThatARewindMadeUselessAreComputedAgain() {
        try (Session session = engine.newSession()) {
            float[] first =
                    session.prefill(text(0, 20), Progress.NONE).orElseThrow().toArray();
            session.rewind(19);
            session.decode(1);
            assertSameBits(
                    first,
                    session.prefill(text(0, 20), Progress.NONE).orElseThrow().values());
            assertEquals(22, session.processedTokens());
        }
    }

    @Test
    void aPromptThatTheSessionAlreadyGoesBeyondDropsTheRest() {
        try (Session session = engine.newSession()) {
            session.prefill(text(0, 30), Progress.NONE);
            float[] logits =
                    session.prefill(text(0, 12), Progress.NONE).orElseThrow().values();
            assertEquals(31, session.processedTokens());
            assertArrayEquals(text(0, 12), session.tokens());
            assertSameBits(engine.fresh(text(0, 12)), logits);
        }
    }

    @Test
    void aPromptWithAnotherBeginningStartsOver() {
        try (Session session = engine.newSession()) {
            session.prefill(text(0, 20), Progress.NONE);
            float[] logits =
                    session.prefill(text(100, 9), Progress.NONE).orElseThrow().values();
            assertEquals(29, session.processedTokens());
            assertSameBits(engine.fresh(text(100, 9)), logits);
        }
    }

    @Test
    void decodedTokensBelongToTheBeginningToo() {
        try (Session session = engine.newSession()) {
            session.prefill(text(0, 10), Progress.NONE);
            session.decode(77);
            session.decode(78);
            int[] next = Arrays.copyOf(text(0, 10), 14);
            next[10] = 77;
            next[11] = 78;
            session.prefill(next, Progress.NONE);
            assertEquals(14, session.processedTokens());
        }
    }

    @Test
    void whatWasRewoundLeavesNoTrace() {
        float[] expected = engine.fresh(text(0, 13), 40, 41);
        try (Session session = engine.newSession()) {
            session.prefill(text(0, 13), Progress.NONE);
            for (int token = 200; token < 220; token++) {
                session.decode(token);
            }
            session.rewind(13);
            assertEquals(13, session.length());
            session.decode(40);
            assertSameBits(expected, session.decode(41).values());
            session.rewind(0);
            assertEquals(0, session.tokens().length);
            assertSameBits(
                    engine.fresh(text(50, 9)),
                    session.prefill(text(50, 9), Progress.NONE).orElseThrow().values());
        }
    }

    @Test
    void aRewindGoesOnlyBack() {
        try (Session session = engine.newSession()) {
            session.prefill(text(0, 5), Progress.NONE);
            assertThrows(IllegalArgumentException.class, () -> session.rewind(6));
            assertThrows(IllegalArgumentException.class, () -> session.rewind(-1));
            assertEquals(5, session.length());
        }
    }

    @Test
    void aFullContextIsAnErrorThatLeavesTheSessionUsable() {
        try (Session session = engine.newSession()) {
            float[] last = session.prefill(text(0, TinyEngine.CONTEXT), Progress.NONE)
                    .orElseThrow()
                    .toArray();
            CriaException full = assertThrows(CriaException.class, () -> session.decode(3));
            assertEquals(
                    "the context is full: 65 tokens, expected at most 64. Shorten the prompt or choose a larger context"
                            + ".",
                    full.getMessage());
            assertEquals(TinyEngine.CONTEXT, session.length());
            assertThrows(CriaException.class, () -> session.prefill(text(0, TinyEngine.CONTEXT + 1), Progress.NONE));
            assertThrows(CriaException.class, () -> session.score(new int[1], 0, (position, logits) -> {}));
            assertArrayEquals(text(0, TinyEngine.CONTEXT), session.tokens());
            assertSameBits(
                    last,
                    session.prefill(text(0, TinyEngine.CONTEXT), Progress.NONE)
                            .orElseThrow()
                            .values());
        }
    }

    @Test
    void anEmptyPromptIsRefused() {
        try (Session session = engine.newSession()) {
            CriaException refusal = assertThrows(CriaException.class, () -> session.prefill(new int[0], Progress.NONE));
            assertTrue(String.valueOf(refusal.getMessage()).startsWith("the prompt is empty: "), refusal.getMessage());
        }
    }

    @Test
    void aPassThatFailsLeavesTheSessionAsItWas() {
        Echo device = new Echo(100);
        try (Session session = new Engine(device, 100, 50, 4, () -> {}).newSession()) {
            session.prefill(new int[] {1, 2, 3, 4, 5, 6}, Progress.NONE);
            device.failing(true);
            assertThrows(IllegalStateException.class, () -> session.decode(7));
            assertThrows(
                    IllegalStateException.class,
                    () -> session.prefill(new int[] {1, 2, 3, 4, 5, 6, 7, 8}, Progress.NONE));
            assertThrows(IllegalStateException.class, () -> session.score(new int[3], 0, (position, logits) -> {}));
            assertArrayEquals(new int[] {1, 2, 3, 4, 5, 6}, session.tokens());
            assertEquals(6, session.processedTokens());
            device.failing(false);
            assertEquals(7f, session.decode(7).logit(99));
            assertEquals(7, session.length());
        }
    }

    @Test
    void aTokenOutsideTheVocabularyChangesNothing() {
        try (Session session = engine.newSession()) {
            session.prefill(text(0, 10), Progress.NONE);
            assertThrows(IndexOutOfBoundsException.class, () -> session.decode(TinyEngine.VOCABULARY));
            assertThrows(IndexOutOfBoundsException.class, () -> session.decode(-1));
            assertArrayEquals(text(0, 10), session.tokens());
            assertSameBits(engine.fresh(text(0, 10), 5), session.decode(5).values());
        }
    }

    @Test
    void theBestFewComeAsTheDeviceGivesThem() {
        Echo device = new Echo(100);
        try (Engine echo = new Engine(device, 100, 20, 8, () -> {});
                Session session = echo.newSession()) {
            Scores.All all = assertInstanceOf(Scores.All.class, session.best(7, 3));
            assertEquals(7f, all.logit(99));
            Scores.Best best = new Scores.Best(new int[] {5, 4}, new float[] {2, 1}, 2, 3);
            device.picks(best);
            assertSame(best, session.best(8, 2));
            assertEquals(2, session.processedTokens());
            assertEquals(9f, session.decode(9).logit(0));
            assertArrayEquals(new int[] {7, 8, 9}, session.tokens());
        }
    }

    @Test
    void aStoppedPromptKeepsWhatWasProcessed() {
        List<String> calls = new ArrayList<>();
        try (Session session = engine.newSession()) {
            Optional<Scores.All> none = session.prefill(text(0, 30), (done, total) -> {
                calls.add(done + "/" + total);
                return done < 16;
            });
            assertEquals(Optional.empty(), none);
            assertEquals(List.of("0/30", "8/30", "16/30"), calls);
            assertArrayEquals(text(0, 16), session.tokens());
            float[] logits =
                    session.prefill(text(0, 30), Progress.NONE).orElseThrow().values();
            assertEquals(30, session.processedTokens());
            assertSameBits(engine.fresh(text(0, 30)), logits);
        }
    }

    @Test
    void aListenerSeesTheBeginningEachBatchAndTheEnd() {
        List<String> calls = new ArrayList<>();
        try (Session session = engine.newSession()) {
            session.prefill(text(0, 4), Progress.NONE);
            session.prefill(text(0, 21), (done, total) -> calls.add(done + "/" + total));
            assertEquals(List.of("0/17", "8/17", "16/17", "17/17"), calls);
        }
    }

    @Test
    void scoresAreTheLogitsAfterEachBeginningOfTheText() {
        int[] text = text(0, 21);
        List<Integer> positions = new ArrayList<>();
        List<float[]> rows = new ArrayList<>();
        try (Session session = engine.newSession()) {
            session.score(text, 6, (position, logits) -> {
                positions.add(position);
                rows.add(logits.toArray());
            });
        }
        assertEquals(IntStream.range(6, 21).boxed().toList(), positions);
        for (int i = 0; i < rows.size(); i++) {
            assertSameBits(engine.fresh(Arrays.copyOf(text, 7 + i)), rows.get(i));
        }
    }
}
