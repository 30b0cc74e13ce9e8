package org.cria.model.forward;

import static org.cria.model.forward.TinyEngine.assertSameBits;
import static org.cria.model.forward.TinyEngine.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.cria.kernels.Progress;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that share a past, a cache or an engine: none shows in another's logits. */
@SuppressWarnings("NullAway.Init") // set before each test
final class SharedCacheTest {
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
    void aForkGoesOnLikeAFreshSessionAndItsParentDoesToo() {
        float[] forkAlone = engine.fresh(text(0, 13), 60, 61, 62);
        float[] parentAlone = engine.fresh(text(0, 13), 70, 71, 72);
        try (Session parent = engine.newSession()) {
            parent.prefill(text(0, 13), Progress.NONE);
            Session fork = parent.fork();
            assertArrayEquals(parent.tokens(), fork.tokens());
            assertEquals(0, fork.processedTokens());
            parent.decode(70);
            fork.decode(60);
            fork.decode(61);
            parent.decode(71);
            assertSameBits(forkAlone, fork.decode(62).values());
            fork.close();
            assertSameBits(parentAlone, parent.decode(72).values());
        }
    }

    @Test
    void aForkOutlivesItsParent() {
        float[] expected = engine.fresh(text(0, 13), 60);
        Session parent = engine.newSession();
        parent.prefill(text(0, 13), Progress.NONE);
        try (Session fork = parent.fork()) {
            parent.close();
            try (Session other = engine.newSession()) {
                other.prefill(text(120, 40), Progress.NONE);
                assertSameBits(expected, fork.decode(60).values());
            }
        }
    }

    @Test
    void aForkThatRewindsIntoTheSharedPastLeavesItsParentAlone() {
        float[] expected = engine.fresh(text(0, 13), 60);
        int[] branch = text(0, 13);
        branch[6] = 250;
        try (Session parent = engine.newSession()) {
            parent.prefill(text(0, 13), Progress.NONE);
            try (Session fork = parent.fork()) {
                assertSameBits(
                        engine.fresh(branch),
                        fork.prefill(branch, Progress.NONE).orElseThrow().values());
                assertEquals(7, fork.processedTokens());
                assertSameBits(expected, parent.decode(60).values());
            }
        }
    }

    @Test
    void interleavedSessionsDoNotDisturbEachOther() {
        float[] expectedOne = engine.fresh(text(0, 11), 30, 31, 32);
        float[] expectedTwo = engine.fresh(text(90, 17), 33, 34, 35);
        try (Session one = engine.newSession();
                Session two = engine.newSession()) {
            one.prefill(text(0, 11), Progress.NONE);
            two.prefill(text(90, 17), Progress.NONE);
            float[] lastOne = {};
            float[] lastTwo = {};
            for (int i = 0; i < 3; i++) {
                lastTwo = two.decode(33 + i).values();
                lastOne = one.decode(30 + i).values();
            }
            assertSameBits(expectedOne, lastOne);
            assertSameBits(expectedTwo, lastTwo);
        }
    }

    @Test
    void sessionsOfSeveralThreadsTakeTurns() throws InterruptedException {
        List<float[]> expected = IntStream.range(0, 4)
                .mapToObj(i -> engine.fresh(text(10 * i, 9 + i), 20, 21, 22))
                .toList();
        List<float[]> found = new ArrayList<>(List.of(new float[0], new float[0], new float[0], new float[0]));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int number = i;
            threads.add(Thread.ofPlatform()
                    .start(() -> found.set(number, engine.fresh(text(10 * number, 9 + number), 20, 21, 22))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (int i = 0; i < 4; i++) {
            assertSameBits(expected.get(i), found.get(i));
        }
    }

    /** The device's logits are overwritten by its next pass, whoever asks for it. */
    @Test
    void noThreadEverSeesAnothersLogits() throws InterruptedException {
        int vocabulary = 1 << 18;
        Engine shared = new Engine(new Echo(vocabulary), vocabulary, 1000, 1, () -> {});
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int token = 5 + i;
            threads.add(Thread.ofPlatform().start(() -> {
                try (Session session = shared.newSession()) {
                    for (int pass = 0; pass < 100; pass++) {
                        for (float logit : session.decode(token).values()) {
                            if (logit != token) {
                                wrong.add("token " + token + " in pass " + pass + " got " + logit);
                                return;
                            }
                        }
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void cachesInOtherFormatsAgreeWithinTheirRounding() {
        // A value's relative error is at most 2^-11 in F16 and about (1/127)/√12 of the block's largest in Q8_0; two
        // layers
        // of softmax and products enlarge it up to tenfold.
        assertAgrees(Formats.F16, 10 * 0x1p-11);
        assertAgrees(Formats.Q8_0, 10 * 3 / 127.0 / Math.sqrt(12));
    }

    @Test
    void closedSessionsGiveTheirCellsBack() {
        long before = -1;
        for (int i = 0; i < 30; i++) {
            try (Session session = engine.newSession();
                    Session fork = session.fork()) {
                session.prefill(text(i, 60), Progress.NONE);
                fork.prefill(text(i, 60), Progress.NONE);
            }
            before = before < 0 ? engine.cacheBytes() : before;
        }
        assertEquals(before, engine.cacheBytes());
    }

    @Test
    void aClosedSessionIsDone() {
        Session session = engine.newSession();
        session.prefill(text(0, 5), Progress.NONE);
        session.close();
        session.close();
        assertEquals(0, session.length());
        assertThrows(IllegalStateException.class, () -> session.decode(1));
        assertThrows(IllegalStateException.class, () -> session.prefill(text(0, 5), Progress.NONE));
    }

    @Test
    void aClosedEngineRefusesWork() {
        Session session = engine.newSession();
        session.prefill(text(0, 5), Progress.NONE);
        engine.engine().close();
        assertThrows(IllegalStateException.class, () -> session.decode(1));
        session.close();
    }

    private void assertAgrees(Format cache, double bound) {
        float[] expected = engine.fresh(text(0, 50), 60, 61);
        try (TinyEngine other = new TinyEngine(folder, cache);
                Session session = other.newSession()) {
            session.prefill(text(0, 50), Progress.NONE);
            session.decode(60);
            double distance = distance(expected, session.decode(61).values());
            assertTrue(distance > 0 && distance < bound, cache.name() + ": " + distance + ", bound " + bound);
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
}
