package org.cria.model.forward;

import static org.cria.model.forward.TinyEngine.assertSameBits;
import static org.cria.model.forward.TinyEngine.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that go from the middle of a session, and what it costs and changes. */
@SuppressWarnings("NullAway.Init") // set before each test
final class SpliceTest {
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

    private Session session(int tokens) {
        Session session = engine.newSession();
        session.prefill(text(0, tokens), Progress.NONE);
        return session;
    }

    /** [layers][columns] the keys of one position. */
    private static float[][] keys(Session session, int position) {
        CacheImage image = CacheImage.of(List.of(session));
        int cell = image.sessions().getFirst().cells()[position];
        byte[] bytes = new byte[Math.toIntExact(session.engine().cellBytes())];
        image.read(cell, 1, MemorySegment.ofArray(bytes));
        int columns = bytes.length / (4 * 2 * 2);
        float[][] keys = new float[2][columns];
        for (int layer = 0; layer < 2; layer++) {
            MemorySegment.copy(
                    MemorySegment.ofArray(bytes),
                    ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
                    8L * layer * columns,
                    keys[layer],
                    0,
                    columns);
        }
        return keys;
    }

    private static double distance(float[] expected, float[] found) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(expected[i] - found[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / norm);
    }

    /** The first layer's keys depend on token and position alone, so they must be those of a session that never was longer. */
    @Test
    void keysThatMovedAHundredTimesAreThoseOfTheirNewPosition() {
        try (Session session = session(60)) {
            int[] expected = text(0, 60);
            for (int shift = 0; shift < 100; shift++) {
                int gone = 1 + shift % 5;
                session.splice(4, 4 + gone, new int[0]);
                int[] tail = text(60 + 7 * shift, gone);
                System.arraycopy(expected, 4 + gone, expected, 4, 56 - gone);
                System.arraycopy(tail, 0, expected, 60 - gone, gone);
                session.prefill(expected, Progress.NONE);
            }
            assertArrayEquals(expected, session.tokens());
            try (Session fresh = engine.newSession()) {
                fresh.prefill(expected, Progress.NONE);
                double worst = 0;
                for (int position = 0; position < 60; position++) {
                    worst = Math.max(worst, distance(keys(fresh, position)[0], keys(session, position)[0]));
                }
                double found = worst;
                assertTrue(worst < 1e-5, () -> found + " of the norm away");
            }
        }
    }

    @Test
    void aSpliceProcessesItsReplacementAlone() {
        try (Session session = session(40)) {
            session.splice(10, 20, text(200, 3));
            assertEquals(43, session.processedTokens());
            int[] expected = new int[33];
            System.arraycopy(text(0, 40), 0, expected, 0, 10);
            System.arraycopy(text(200, 3), 0, expected, 10, 3);
            System.arraycopy(text(0, 40), 20, expected, 13, 20);
            assertArrayEquals(expected, session.tokens());
            session.prefill(expected, Progress.NONE);
            assertEquals(43, session.processedTokens(), "the logits after the last token are known");
        }
    }

    @Test
    void theReplacementIsWhatAFreshSessionWouldHoldThere() {
        try (Session session = session(40);
                Session fresh = engine.newSession()) {
            session.splice(10, 20, text(200, 13));
            int[] beginning = Arrays.copyOf(session.tokens(), 23);
            fresh.prefill(beginning, Progress.NONE);
            for (int position = 0; position < 23; position++) {
                for (int layer = 0; layer < 2; layer++) {
                    assertArrayEquals(keys(fresh, position)[layer], keys(session, position)[layer]);
                }
            }
        }
    }

    @Test
    void aForkDoesNotMoveWhenItsParentDoes() {
        try (Session session = session(40);
                Session fork = session.fork()) {
            float[] expected = fork.decode(5).toArray();
            fork.rewind(40);
            session.splice(3, 17, new int[0]);
            session.decode(6);
            assertArrayEquals(text(0, 40), fork.tokens());
            assertSameBits(expected, fork.decode(5).values());
        }
    }

    @Test
    void whatDoesNotFitChangesNothing() {
        try (Session session = session(60)) {
            assertThrows(CriaException.class, () -> session.splice(10, 12, text(0, 7)));
            assertThrows(IllegalArgumentException.class, () -> session.splice(10, 61, text(0, 1)));
            assertThrows(IllegalArgumentException.class, () -> session.splice(12, 10, text(0, 1)));
            assertArrayEquals(text(0, 60), session.tokens());
        }
    }

    @Test
    void anImageGivesTheSameSessionsWithTheSamePastAndSharesItOnce() throws Exception {
        try (Session session = session(40);
                Session fork = session.fork()) {
            fork.decode(7);
            session.decode(8);
            CacheImage image = CacheImage.of(List.of(session, fork));
            assertEquals(42, image.cells());
            int cellBytes = Math.toIntExact(session.engine().cellBytes());
            byte[] bytes = new byte[image.cells() * cellBytes];
            image.read(0, image.cells(), MemorySegment.ofArray(bytes));
            int[] at = {0};
            List<Session> restored = CacheImage.restore(engine.engine(), image.sessions(), 42, target -> {
                MemorySegment.copy(MemorySegment.ofArray(bytes), at[0], target, 0, target.byteSize());
                at[0] += Math.toIntExact(target.byteSize());
            });
            assertSameBits(
                    session.decode(9).values(), restored.getFirst().decode(9).values());
            assertSameBits(fork.decode(9).values(), restored.getLast().decode(9).values());
            restored.forEach(Session::close);
        }
    }

    @Test
    void anImageThatEndsEarlyLeavesNoCellTaken() {
        try (Session session = session(40)) {
            CacheImage image = CacheImage.of(List.of(session));
            int before = engine.engine().cache().usedCells();
            assertThrows(
                    IOException.class,
                    () -> CacheImage.restore(engine.engine(), image.sessions(), 40, target -> {
                        throw new IOException("early");
                    }));
            assertEquals(before, engine.engine().cache().usedCells());
        }
    }
}
