package org.cria.model.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.cria.kernels.CriaException;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
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
            session.prefill(text(0, 20), PrefillListener.NONE);
            assertEquals(20, session.processedTokens());
            int[] changed = text(0, 23);
            changed[17] = 288;
            float[] logits = session.prefill(changed, PrefillListener.NONE);
            assertEquals(26, session.processedTokens(), "tokens 17 to 22 are new");
            assertArrayEquals(changed, session.tokens());
            assertSameBits(fresh(changed), logits);
        }
    }

    @Test
    void theSamePromptAgainProcessesExactlyOneToken() {
        try (Session session = engine.newSession()) {
            float[] first = session.prefill(text(0, 20), PrefillListener.NONE).clone();
            float[] second = session.prefill(text(0, 20), PrefillListener.NONE);
            assertEquals(21, session.processedTokens());
            assertEquals(20, session.length());
            assertSameBits(first, second);
        }
    }

    @Test
    void aPromptThatTheSessionAlreadyGoesBeyondDropsTheRest() {
        try (Session session = engine.newSession()) {
            session.prefill(text(0, 30), PrefillListener.NONE);
            float[] logits = session.prefill(text(0, 12), PrefillListener.NONE);
            assertEquals(31, session.processedTokens());
            assertArrayEquals(text(0, 12), session.tokens());
            assertSameBits(fresh(text(0, 12)), logits);
        }
    }

    @Test
    void aPromptWithAnotherBeginningStartsOver() {
        try (Session session = engine.newSession()) {
            session.prefill(text(0, 20), PrefillListener.NONE);
            float[] logits = session.prefill(text(100, 9), PrefillListener.NONE);
            assertEquals(29, session.processedTokens());
            assertSameBits(fresh(text(100, 9)), logits);
        }
    }

    @Test
    void decodedTokensBelongToTheBeginningToo() {
        try (Session session = engine.newSession()) {
            session.prefill(text(0, 10), PrefillListener.NONE);
            session.decode(77);
            session.decode(78);
            int[] next = Arrays.copyOf(text(0, 10), 14);
            next[10] = 77;
            next[11] = 78;
            session.prefill(next, PrefillListener.NONE);
            assertEquals(14, session.processedTokens());
        }
    }

    @Test
    void whatWasRewoundLeavesNoTrace() {
        float[] expected = freshAnd(text(0, 13), 40, 41);
        try (Session session = engine.newSession()) {
            session.prefill(text(0, 13), PrefillListener.NONE);
            for (int token = 200; token < 220; token++) {
                session.decode(token);
            }
            session.rewind(13);
            assertEquals(13, session.length());
            session.decode(40);
            assertSameBits(expected, session.decode(41));
            session.rewind(0);
            assertEquals(0, session.tokens().length);
            assertSameBits(fresh(text(50, 9)), session.prefill(text(50, 9), PrefillListener.NONE));
        }
    }

    @Test
    void aRewindGoesOnlyBack() {
        try (Session session = engine.newSession()) {
            session.prefill(text(0, 5), PrefillListener.NONE);
            assertThrows(IllegalArgumentException.class, () -> session.rewind(6));
            assertThrows(IllegalArgumentException.class, () -> session.rewind(-1));
            assertEquals(5, session.length());
        }
    }

    @Test
    void aForkGoesOnLikeAFreshSessionAndItsParentDoesToo() {
        float[] forkAlone = freshAnd(text(0, 13), 60, 61, 62);
        float[] parentAlone = freshAnd(text(0, 13), 70, 71, 72);
        try (Session parent = engine.newSession()) {
            parent.prefill(text(0, 13), PrefillListener.NONE);
            Session fork = parent.fork();
            assertArrayEquals(parent.tokens(), fork.tokens());
            assertEquals(0, fork.processedTokens());
            parent.decode(70);
            fork.decode(60);
            fork.decode(61);
            parent.decode(71);
            assertSameBits(forkAlone, fork.decode(62));
            fork.close();
            assertSameBits(parentAlone, parent.decode(72));
        }
    }

    @Test
    void aForkOutlivesItsParent() {
        float[] expected = freshAnd(text(0, 13), 60);
        Session parent = engine.newSession();
        parent.prefill(text(0, 13), PrefillListener.NONE);
        try (Session fork = parent.fork()) {
            parent.close();
            try (Session other = engine.newSession()) {
                other.prefill(text(120, 40), PrefillListener.NONE);
                assertSameBits(expected, fork.decode(60));
            }
        }
    }

    @Test
    void aForkThatRewindsIntoTheSharedPastLeavesItsParentAlone() {
        float[] expected = freshAnd(text(0, 13), 60);
        int[] branch = text(0, 13);
        branch[6] = 250;
        try (Session parent = engine.newSession()) {
            parent.prefill(text(0, 13), PrefillListener.NONE);
            try (Session fork = parent.fork()) {
                assertSameBits(fresh(branch), fork.prefill(branch, PrefillListener.NONE));
                assertEquals(7, fork.processedTokens());
                assertSameBits(expected, parent.decode(60));
            }
        }
    }

    @Test
    void interleavedSessionsDoNotDisturbEachOther() {
        float[] expectedOne = freshAnd(text(0, 11), 30, 31, 32);
        float[] expectedTwo = freshAnd(text(90, 17), 33, 34, 35);
        try (Session one = engine.newSession();
                Session two = engine.newSession()) {
            one.prefill(text(0, 11), PrefillListener.NONE);
            two.prefill(text(90, 17), PrefillListener.NONE);
            float[] lastOne = {};
            float[] lastTwo = {};
            for (int i = 0; i < 3; i++) {
                lastTwo = two.decode(33 + i);
                lastOne = one.decode(30 + i);
            }
            assertSameBits(expectedOne, lastOne);
            assertSameBits(expectedTwo, lastTwo);
        }
    }

    @Test
    void sessionsOfSeveralThreadsTakeTurns() throws InterruptedException {
        List<float[]> expected = IntStream.range(0, 4)
                .mapToObj(i -> freshAnd(text(10 * i, 9 + i), 20, 21, 22))
                .toList();
        List<float[]> found = new ArrayList<>(List.of(new float[0], new float[0], new float[0], new float[0]));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int number = i;
            threads.add(Thread.ofPlatform()
                    .start(() -> found.set(number, freshAnd(text(10 * number, 9 + number), 20, 21, 22))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (int i = 0; i < 4; i++) {
            assertSameBits(expected.get(i), found.get(i));
        }
    }

    @Test
    void aFullContextIsAnErrorThatLeavesTheSessionUsable() {
        try (Session session = engine.newSession()) {
            float[] last = session.prefill(text(0, TinyEngine.CONTEXT), PrefillListener.NONE)
                    .clone();
            CriaException full = assertThrows(CriaException.class, () -> session.decode(3));
            assertEquals(
                    "the context is full: 65 tokens, expected at most 64. Shorten the prompt or choose a larger context"
                            + " with -c.",
                    full.getMessage());
            assertEquals(TinyEngine.CONTEXT, session.length());
            assertThrows(
                    CriaException.class, () -> session.prefill(text(0, TinyEngine.CONTEXT + 1), PrefillListener.NONE));
            assertThrows(CriaException.class, () -> session.score(new int[1], 0, (position, values, offset) -> {}));
            assertArrayEquals(text(0, TinyEngine.CONTEXT), session.tokens());
            assertSameBits(last, session.prefill(text(0, TinyEngine.CONTEXT), PrefillListener.NONE));
        }
    }

    @Test
    void anEmptyPromptIsRefused() {
        try (Session session = engine.newSession()) {
            CriaException refusal =
                    assertThrows(CriaException.class, () -> session.prefill(new int[0], PrefillListener.NONE));
            assertTrue(String.valueOf(refusal.getMessage()).startsWith("the prompt is empty: "), refusal.getMessage());
        }
    }

    @Test
    void aTokenOutsideTheVocabularyChangesNothing() {
        try (Session session = engine.newSession()) {
            session.prefill(text(0, 10), PrefillListener.NONE);
            assertThrows(IndexOutOfBoundsException.class, () -> session.decode(TinyEngine.VOCABULARY));
            assertThrows(IndexOutOfBoundsException.class, () -> session.decode(-1));
            assertArrayEquals(text(0, 10), session.tokens());
            assertSameBits(freshAnd(text(0, 10), 5), session.decode(5));
        }
    }

    @Test
    void aStoppedPromptKeepsWhatWasProcessed() {
        List<String> calls = new ArrayList<>();
        try (Session session = engine.newSession()) {
            float[] none = session.prefill(text(0, 30), (done, total) -> {
                calls.add(done + "/" + total);
                return done < 16;
            });
            assertEquals(0, none.length);
            assertEquals(List.of("0/30", "8/30", "16/30"), calls);
            assertArrayEquals(text(0, 16), session.tokens());
            float[] logits = session.prefill(text(0, 30), PrefillListener.NONE);
            assertEquals(30, session.processedTokens());
            assertSameBits(fresh(text(0, 30)), logits);
        }
    }

    @Test
    void aListenerSeesTheBeginningEachBatchAndTheEnd() {
        List<String> calls = new ArrayList<>();
        try (Session session = engine.newSession()) {
            session.prefill(text(0, 4), PrefillListener.NONE);
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
            session.score(text, 6, (position, values, offset) -> {
                positions.add(position);
                rows.add(Arrays.copyOfRange(values, offset, offset + TinyEngine.VOCABULARY));
            });
        }
        assertEquals(IntStream.range(6, 21).boxed().toList(), positions);
        for (int i = 0; i < rows.size(); i++) {
            assertSameBits(fresh(Arrays.copyOf(text, 7 + i)), rows.get(i));
        }
    }

    @Test
    void cachesInOtherFormatsAgreeWithinTheirRounding() {
        // A value's relative error is at most 2^-11 in F16 and about (1/127)/√12 of the block's largest in Q8_0; two
        // layers
        // of softmax and products enlarge it up to tenfold.
        assertAgrees(Formats.F16, 10 * 0x1p-11);
        assertAgrees(Formats.Q8_0, 10 * 3 / 127.0 / Math.sqrt(12));
    }

    private void assertAgrees(Format cache, double bound) {
        float[] expected = freshAnd(text(0, 50), 60, 61);
        try (TinyEngine other = new TinyEngine(folder, cache);
                Session session = other.newSession()) {
            session.prefill(text(0, 50), PrefillListener.NONE);
            session.decode(60);
            double distance = distance(expected, session.decode(61));
            assertTrue(distance > 0 && distance < bound, cache.name() + ": " + distance + ", bound " + bound);
        }
    }

    @Test
    void closedSessionsGiveTheirCellsBack() {
        long before = -1;
        for (int i = 0; i < 30; i++) {
            try (Session session = engine.newSession();
                    Session fork = session.fork()) {
                session.prefill(text(i, 60), PrefillListener.NONE);
                fork.prefill(text(i, 60), PrefillListener.NONE);
            }
            before = before < 0 ? engine.cacheBytes() : before;
        }
        assertEquals(before, engine.cacheBytes());
    }

    @Test
    void aClosedSessionIsDone() {
        Session session = engine.newSession();
        session.prefill(text(0, 5), PrefillListener.NONE);
        session.close();
        session.close();
        assertEquals(0, session.length());
        assertThrows(IllegalStateException.class, () -> session.decode(1));
        assertThrows(IllegalStateException.class, () -> session.prefill(text(0, 5), PrefillListener.NONE));
    }

    @Test
    void aClosedEngineRefusesWork() {
        Session session = engine.newSession();
        session.prefill(text(0, 5), PrefillListener.NONE);
        engine.engine().close();
        assertThrows(IllegalStateException.class, () -> session.decode(1));
        session.close();
    }

    private static int[] text(int start, int length) {
        return IntStream.range(start, start + length).map(i -> 3 + i * 37 % 280).toArray();
    }

    /** The logits that a fresh session gives. */
    private float[] fresh(int[] prompt) {
        return freshAnd(prompt);
    }

    private float[] freshAnd(int[] prompt, int... decoded) {
        try (Session session = engine.newSession()) {
            float[] logits = session.prefill(prompt, PrefillListener.NONE);
            for (int token : decoded) {
                logits = session.decode(token);
            }
            return logits.clone();
        }
    }

    private static double distance(float[] expected, float[] actual) {
        double errors = 0;
        double squares = 0;
        for (int i = 0; i < expected.length; i++) {
            errors += (expected[i] - actual[i]) * (double) (expected[i] - actual[i]);
            squares += expected[i] * (double) expected[i];
        }
        return Math.sqrt(errors / squares);
    }

    private static void assertSameBits(float[] expected, float[] actual) {
        assertArrayEquals(bits(expected), bits(actual));
    }

    private static int[] bits(float[] values) {
        return IntStream.range(0, values.length)
                .map(i -> Float.floatToRawIntBits(values[i]))
                .toArray();
    }
}
