package org.cria.model.forward;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What sessions of one engine hold, in a form that outlives it: a row of cells, each once however many sessions share it, and
 * for each session which of them hold its tokens. Valid while the sessions stay as they are.
 */
public final class CacheImage {
    /**
     * One session.
     *
     * @param tokens [length]
     * @param cells [length] where in the image each token's cell is
     * @param seen the first token of which layers with a window hold something; 0 where they hold all
     * @param remembered tokens of the last prompt, after which the logits stand; 0 if there are none
     * @param logits [vocabulary] of these, or [0]
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on, compared by nobody
    public record Held(int[] tokens, int[] cells, int seen, int remembered, float[] logits) {}

    /** Gives the bytes of cells one after another. */
    @FunctionalInterface
    public interface Source {
        /** Fills the segment with the next bytes. */
        void next(MemorySegment target) throws IOException;
    }

    /** Cells that are copied at once, at most. */
    private static final int CHUNK_BYTES = 1 << 20;

    private final Engine engine;
    private final int[] cells;
    private final long[] writings;
    private final List<Held> sessions;

    private CacheImage(Engine engine, int[] cells, List<Held> sessions) {
        this.engine = engine;
        this.cells = cells;
        this.sessions = sessions;
        engine.lock().lock();
        try {
            this.writings =
                    Arrays.stream(cells).mapToLong(engine.cache()::writing).toArray();
        } finally {
            engine.lock().unlock();
        }
    }

    /** The image of sessions of one engine, at least one. */
    public static CacheImage of(List<Session> sessions) {
        Engine engine = sessions.getFirst().engine();
        Map<Integer, Integer> places = new LinkedHashMap<>();
        List<Held> held = new ArrayList<>();
        for (Session session : sessions) {
            held.add(session.alone(() -> held(session, places)));
        }
        int[] cells = places.keySet().stream().mapToInt(Integer::intValue).toArray();
        return new CacheImage(engine, cells, held);
    }

    /** @param places of cells in the image; one that has none yet gets the next */
    private static Held held(Session session, Map<Integer, Integer> places) {
        // What adapters of another strength have made is read again in any case.
        int[] tokens = session.cached().isAsWanted() ? session.tokens() : new int[0];
        int[] table = new int[tokens.length];
        for (int position = 0; position < table.length; position++) {
            int cell = session.cached().sequence().cells()[position];
            table[position] = places.computeIfAbsent(cell, _ -> places.size());
        }
        PromptLogits logits = session.promptLogits();
        return tokens.length == 0
                ? new Held(tokens, table, 0, 0, new float[0])
                : new Held(tokens, table, session.cached().sequence().seen(), logits.length(), logits.logits());
    }

    public List<Held> sessions() {
        return sessions;
    }

    /** How many cells there are. */
    public int cells() {
        return cells.length;
    }

    /** A number that stands for the contents of a cell of the image: as long as the engine lives, the same number is the same bytes. */
    public long writing(int cell) {
        return writings[cell];
    }

    /** Cells that are best copied at once. */
    public static int chunk(long cellBytes) {
        return (int) Math.clamp(CHUNK_BYTES / Math.max(1, cellBytes), 1, 4096);
    }

    /**
     * Copies cells out.
     *
     * @param start the first
     * @param target receives {@code count · cellBytes} bytes
     */
    public void read(int start, int count, MemorySegment target) {
        engine.lock().lock();
        try {
            engine.cache().read(cells, start, count, target);
        } finally {
            engine.lock().unlock();
        }
    }

    /**
     * Makes sessions of what an image held. If it fails, nothing has changed. One that could not go on, since a window reaches back
     * behind what is there, is empty.
     *
     * @param count how many cells the source gives
     */
    public static List<Session> restore(Engine engine, List<Held> held, int count, Source source) throws IOException {
        engine.lock().lock();
        try {
            KvCache cache = engine.cache();
            boolean[] seen = new boolean[count];
            List<Held> able = able(cache, held, seen);
            int[] taken = cache.take(seen);
            try {
                int chunk = chunk(cache.cellBytes());
                byte[] bytes = new byte[Math.toIntExact(chunk * cache.cellBytes())];
                for (int done = 0; done < count; done += chunk) {
                    int cells = Math.min(chunk, count - done);
                    MemorySegment segment = MemorySegment.ofArray(bytes).asSlice(0, cells * cache.cellBytes());
                    source.next(segment);
                    cache.write(taken, done, cells, segment);
                }
                List<Session> sessions = new ArrayList<>();
                for (Held one : able) {
                    int[] table = new int[one.cells.length];
                    for (int i = 0; i < table.length; i++) {
                        table[i] = taken[one.cells[i]];
                    }
                    PromptLogits logits =
                            one.remembered == 0 ? PromptLogits.NOTHING : new PromptLogits(one.remembered, one.logits);
                    sessions.add(new Session(
                            engine,
                            new CachedTokens(engine, cache.sequence(table, one.seen), one.tokens.clone()),
                            logits));
                }
                return sessions;
            } finally {
                cache.release(taken, seen);
            }
        } finally {
            engine.lock().unlock();
        }
    }

    /** @param seen [cells] becomes true for those of which layers with a window are to hold something */
    private static List<Held> able(KvCache cache, List<Held> held, boolean[] seen) {
        List<Held> able = new ArrayList<>();
        for (Held one : held) {
            int length = one.tokens.length;
            int first = cache.seen(one.seen, length);
            if (!cache.goesOn(first, length)) {
                able.add(new Held(new int[0], new int[0], 0, 0, new float[0]));
                continue;
            }
            for (int position = first; position < length; position++) {
                seen[one.cells[position]] = true;
            }
            able.add(new Held(one.tokens, one.cells, first, one.remembered, one.logits));
        }
        return able;
    }
}
