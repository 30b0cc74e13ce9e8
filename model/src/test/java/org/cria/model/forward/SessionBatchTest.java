package org.cria.model.forward;

import static org.cria.model.forward.TinyEngine.assertSameBits;
import static org.cria.model.forward.TinyEngine.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.kernels.Scores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that go on together. */
@SuppressWarnings("NullAway.Init") // set before each test
final class SessionBatchTest {
    /** More than a batch of the engine has rows. */
    private static final int SESSIONS = TinyEngine.BATCH_ROWS + 3;

    @TempDir
    Path folder;

    private TinyEngine engine;
    private final List<Session> sessions = new ArrayList<>();

    @BeforeEach
    void open() {
        engine = new TinyEngine(folder);
        for (int i = 0; i < SESSIONS; i++) {
            sessions.add(engine.newSession());
            sessions.getLast().prefill(text(i, 2 + i), Progress.NONE);
        }
    }

    @AfterEach
    void close() {
        sessions.forEach(Session::close);
        engine.close();
    }

    @Test
    void eachHasTheLogitsThatItWouldHaveHadAlone() {
        List<Session> alone = sessions.stream().map(Session::fork).toList();
        SessionBatch together = new SessionBatch(sessions);
        for (int step = 0; step < 4; step++) {
            List<Scores.All> scores = together.decode(tokens(step));
            for (int i = 0; i < SESSIONS; i++) {
                assertSameBits(
                        alone.get(i).decode(tokens(step)[i]).toArray(),
                        scores.get(i).toArray());
            }
        }
        for (int i = 0; i < SESSIONS; i++) {
            assertArrayEquals(alone.get(i).tokens(), sessions.get(i).tokens());
            assertEquals(4, alone.get(i).processedTokens());
        }
        alone.forEach(Session::close);
    }

    @Test
    void whereOneIsFullNoneChanges() {
        Session full = sessions.get(SESSIONS - 2);
        full.prefill(text(1, TinyEngine.CONTEXT), Progress.NONE);
        assertThrows(CriaException.class, () -> new SessionBatch(sessions).decode(tokens(0)));
        for (int i = 0; i < SESSIONS; i++) {
            assertEquals(
                    i == SESSIONS - 2 ? TinyEngine.CONTEXT : 2 + i,
                    sessions.get(i).length());
        }
    }

    @Test
    void aTokenThatIsNoneChangesNothing() {
        int[] tokens = tokens(0);
        tokens[SESSIONS - 1] = TinyEngine.VOCABULARY;
        assertThrows(IndexOutOfBoundsException.class, () -> new SessionBatch(sessions).decode(tokens));
        for (int i = 0; i < SESSIONS; i++) {
            assertEquals(2 + i, sessions.get(i).length());
        }
    }

    @Test
    void oneTwiceOrNoneIsRefused() {
        Session one = sessions.getFirst();
        for (List<Session> wrong : List.of(List.<Session>of(), List.of(one, one))) {
            String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> new SessionBatch(wrong))
                    .getMessage());
            assertTrue(message.contains("different ones, of one model"), message);
        }
        assertThrows(IllegalArgumentException.class, () -> new SessionBatch(List.of(one)).decode(new int[2]));
    }

    private static int[] tokens(int step) {
        int[] tokens = new int[SESSIONS];
        for (int i = 0; i < SESSIONS; i++) {
            tokens[i] = (7 * i + 31 * step) % TinyEngine.VOCABULARY;
        }
        return tokens;
    }
}
