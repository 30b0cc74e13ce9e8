package org.cria.model.forward;

import static org.cria.model.forward.TinyEngine.assertSameBits;
import static org.cria.model.forward.TinyEngine.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.cria.kernels.Progress;
import org.cria.kernels.Scores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pass that is stopped in its middle leaves no trace: what the session does afterwards has the same bits as without it. */
@SuppressWarnings("NullAway.Init") // set before each test
final class StoppedPassTest {
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

    /** True from the given question on. */
    private static BooleanSupplier after(int questions) {
        AtomicInteger asked = new AtomicInteger();
        return () -> asked.incrementAndGet() > questions;
    }

    /** How often a session asks while it reads so many tokens. */
    private int questions(int tokens) {
        AtomicInteger asked = new AtomicInteger();
        try (Session session = engine.newSession()) {
            session.stopWhen(() -> asked.incrementAndGet() < 0);
            session.prefill(text(0, tokens), Progress.NONE);
        }
        return asked.get();
    }

    @Test
    void aSessionAsksManyTimesInOnePass() {
        assertTrue(
                questions(TinyEngine.BATCH_ROWS) > 20, "one pass asked " + questions(TinyEngine.BATCH_ROWS) + " times");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.3, 0.5, 0.7, 0.99})
    void aPromptThatWasStoppedHoldsWholeBatchesAndGoesOnWithTheSameBits(double share) {
        int[] prompt = text(0, 30);
        float[] expected = engine.fresh(prompt, 7);
        try (Session session = engine.newSession()) {
            session.stopWhen(after((int) (share * questions(30))));
            assertEquals(Optional.empty(), session.prefill(prompt, Progress.NONE));
            int held = session.length();
            assertTrue(held < 30 && held % TinyEngine.BATCH_ROWS == 0, held + " tokens");
            assertEquals(held, session.processedTokens());
            assertArrayEquals(Arrays.copyOf(prompt, held), session.tokens());
            session.stopWhen(() -> false);
            var _ = session.prefill(prompt, Progress.NONE).orElseThrow();
            assertEquals(30, session.processedTokens(), "what was held is not read again");
            assertSameBits(expected, session.decode(7).values());
        }
    }

    @Test
    void anotherTextMayFollowAPromptThatWasStopped() {
        try (Session session = engine.newSession()) {
            session.prefill(text(0, 10), Progress.NONE);
            session.stopWhen(after(questions(8) / 2));
            assertEquals(Optional.empty(), session.prefill(text(0, 40), Progress.NONE));
            assertEquals(10, session.length());
            session.stopWhen(() -> false);
            var _ = session.prefill(text(90, 23), Progress.NONE).orElseThrow();
            assertSameBits(engine.fresh(text(90, 23), 5), session.decode(5).values());
        }
    }

    @Test
    void aTokenThatWasStoppedIsNotPartOfTheSequence() {
        float[] expected = engine.fresh(text(0, 20), 7, 9);
        try (Session session = engine.newSession()) {
            session.prefill(text(0, 20), Progress.NONE);
            session.decode(7);
            for (int asked : new int[] {0, 5, 15}) {
                session.stopWhen(after(asked));
                assertThrows(CancellationException.class, () -> session.decode(9));
                session.stopWhen(after(asked));
                assertThrows(CancellationException.class, () -> session.best(9, 3));
                assertEquals(21, session.length());
            }
            session.stopWhen(() -> false);
            assertSameBits(expected, session.decode(9).values());
        }
    }

    @Test
    void theLogitsAfterAPromptSurviveATokenThatWasStopped() {
        int[] prompt = text(0, 20);
        try (Session session = engine.newSession()) {
            float[] first = session.prefill(prompt, Progress.NONE).orElseThrow().toArray();
            session.stopWhen(after(5));
            assertThrows(CancellationException.class, () -> session.decode(9));
            session.stopWhen(() -> false);
            Scores.All again = session.prefill(prompt, Progress.NONE).orElseThrow();
            assertEquals(20, session.processedTokens(), "nothing is read again");
            assertSameBits(first, again.values());
        }
    }

    @Test
    void aForkOfTheSamePastIsNotTouchedByAPassThatWasStopped() {
        try (Session session = engine.newSession()) {
            session.prefill(text(0, 20), Progress.NONE);
            try (Session fork = session.fork()) {
                session.stopWhen(after(questions(8) / 2));
                assertEquals(Optional.empty(), session.prefill(text(0, 40), Progress.NONE));
                float[] next = fork.decode(9).values();
                assertSameBits(engine.fresh(text(0, 20), 9), next);
            }
        }
    }

    @Test
    void scoringThatWasStoppedKeepsTheBatchesBefore() {
        try (Session session = engine.newSession()) {
            session.stopWhen(after(questions(8) * 3 / 2));
            assertThrows(CancellationException.class, () -> session.score(text(0, 30), 0, (position, scores) -> {}));
            assertArrayEquals(text(0, TinyEngine.BATCH_ROWS), session.tokens());
            session.stopWhen(() -> false);
            var _ = session.prefill(text(0, 30), Progress.NONE).orElseThrow();
            assertSameBits(engine.fresh(text(0, 30), 3), session.decode(3).values());
        }
    }
}
