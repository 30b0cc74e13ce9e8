package org.cria.model.forward;

import static org.cria.model.forward.TinyEngine.assertSameBits;
import static org.cria.model.forward.TinyEngine.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prompts that are read together. */
final class PromptBatchTest {
    private static final LogitsConsumer NOBODY = (position, logits) -> {};

    @TempDir
    Path folder;

    @Test
    void eachHasTheLogitsThatItWouldHaveHadAlone() {
        try (TinyEngine engine = new TinyEngine(folder);
                Session first = engine.newSession();
                Session second = engine.newSession()) {
            int[] one = text(1, 9);
            int[] two = text(2, 6);
            List<String> scored = new ArrayList<>();
            List<float[]> last = new ArrayList<>();
            read(
                    part(first, one, 0, 5, 5, NOBODY),
                    part(
                            second,
                            two,
                            0,
                            3,
                            1,
                            (position, row) -> scored.add(position + " " + Arrays.hashCode(row.toArray()))));
            read(
                    part(second, two, 3, 6, 2, (position, row) -> last.add(row.toArray())),
                    part(first, one, 5, 9, 3, (position, row) -> last.add(row.toArray())));
            assertSameBits(engine.fresh(two), last.get(0));
            assertSameBits(engine.fresh(one), last.get(1));
            assertEquals(
                    List.of(
                            "1 " + Arrays.hashCode(engine.fresh(Arrays.copyOf(two, 2))),
                            "2 " + Arrays.hashCode(engine.fresh(Arrays.copyOf(two, 3)))),
                    scored);
            assertArrayEquals(one, first.tokens());
            assertArrayEquals(two, second.tokens());
            assertEquals(9, first.processedTokens());
        }
    }

    @Test
    void ifItFailsNoneChanges() {
        try (TinyEngine engine = new TinyEngine(folder);
                Session full = engine.newSession();
                Session other = engine.newSession()) {
            full.prefill(text(1, TinyEngine.CONTEXT), Progress.NONE);
            int[] more = text(2, 2);
            assertThrows(
                    CriaException.class,
                    () -> read(part(other, more, 0, 2, 2, NOBODY), part(full, more, 0, 2, 2, NOBODY)));
            int[] wrong = {3, TinyEngine.VOCABULARY};
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> read(part(other, more, 0, 2, 2, NOBODY), part(engine.newSession(), wrong, 0, 2, 2, NOBODY)));
            assertThrows(
                    IllegalStateException.class,
                    () -> read(part(other, more, 0, 2, 0, (position, row) -> {
                        throw new IllegalStateException();
                    })));
            assertEquals(0, other.length());
            assertEquals(TinyEngine.CONTEXT, full.length());
        }
    }

    @Test
    void moreThanAPassHoldsAndTheSameSessionTwiceAreRefused() {
        try (TinyEngine engine = new TinyEngine(folder);
                Session session = engine.newSession()) {
            int[] many = text(1, TinyEngine.BATCH_ROWS + 1);
            assertThrows(IllegalArgumentException.class, () -> read(part(session, many, 0, many.length, 9, NOBODY)));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> read(part(session, many, 0, 2, 2, NOBODY), part(session, many, 2, 4, 2, NOBODY)));
            assertThrows(IllegalArgumentException.class, PromptBatchTest::read);
            assertThrows(IllegalArgumentException.class, () -> part(session, many, 2, 2, 0, NOBODY));
            assertThrows(IllegalArgumentException.class, () -> part(session, many, 2, 4, 3, NOBODY));
        }
    }

    private static PromptBatch.Part part(
            Session session, int[] text, int from, int to, int firstScored, LogitsConsumer consumer) {
        return new PromptBatch.Part(session, Arrays.copyOfRange(text, from, to), firstScored, consumer);
    }

    private static void read(PromptBatch.Part... parts) {
        new PromptBatch(List.of(parts)).read();
    }
}
