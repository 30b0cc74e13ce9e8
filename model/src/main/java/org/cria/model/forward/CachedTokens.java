package org.cria.model.forward;

import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.Output;
import org.cria.kernels.backend.Phase;

/** The tokens of one sequence, all of which have gone through the model: what it made of them is in the cache. */
final class CachedTokens {
    private final Engine engine;
    private final KvCache.Sequence sequence;
    private int[] tokens;
    private long processed;
    /** How many tokens at the beginning the standard kernels have computed. */
    private int standard;

    private int changes;
    /** Of the adapters, of which the cells were computed. */
    private float[] strengths;
    /** Those of this sequence alone; empty where all are as the engine has them. */
    private float[] own = new float[0];

    /** @param tokens [as many as the sequence has positions] owned by this from now on */
    CachedTokens(Engine engine, KvCache.Sequence sequence, int[] tokens) {
        this.engine = engine;
        this.sequence = sequence;
        this.tokens = tokens;
        this.standard = tokens.length;
        this.changes = engine.changes();
        this.strengths = engine.strengths();
    }

    /** Has adapters count in its own way from the next call on. */
    CachedTokens adapt(float[] all) {
        engine.checkStrengths(all);
        own = all.clone();
        return this;
    }

    private float[] wanted() {
        return own.length > 0 ? own : engine.strengths();
    }

    /** Whether adapters count as they did when the cells were computed. */
    boolean isAsWanted() {
        return Arrays.equals(strengths, wanted());
    }

    /** Has what other kernels or adapters computed read again if these have changed; whether they have. */
    boolean renew() {
        if (changes == engine.changes() && isAsWanted()) {
            return false;
        }
        engine.lock().lock();
        try {
            changes = engine.changes();
            int kept = isAsWanted() ? Math.min(standard, length()) : 0;
            strengths = wanted();
            int[] tail = Arrays.copyOfRange(tokens, kept, length());
            if (tail.length > 0) {
                truncate(kept);
                read(tail);
            }
            return true;
        } finally {
            engine.lock().unlock();
        }
    }

    /** Notes who computed the tokens from a position on. */
    private void computed(int from) {
        standard = engine.isStandard() && standard >= from ? length() : Math.min(standard, from);
    }

    /** How many there are. */
    int length() {
        return sequence.length();
    }

    /** [length] a copy. */
    int[] toArray() {
        return Arrays.copyOf(tokens, length());
    }

    /** [adapters] how much they count. */
    float[] strengths() {
        return strengths;
    }

    /** Where they lie in the cache. */
    KvCache.Sequence sequence() {
        return sequence;
    }

    /** How many tokens went through the model; those that are gone again count too. */
    long processed() {
        return processed;
    }

    /** How many tokens a text shares with these at its beginning. */
    int commonPrefix(int[] text) {
        int common = Arrays.mismatch(tokens, 0, length(), text, 0, text.length);
        return common < 0 ? text.length : common;
    }

    /**
     * Processes tokens behind all others. If that fails, nothing has changed.
     *
     * @param firstWanted index in {@code rows} of the first token whose scores are wanted
     * @param pass what it does with the output is done before any other session's pass overwrites it
     */
    <T> T append(Phase phase, int[] rows, int firstWanted, Function<Batch, T> pass) {
        int start = length();
        engine.lock().lock();
        try {
            grow(rows);
            T result = pass.apply(batch(phase, rows, start, firstWanted));
            processed += rows.length;
            computed(start);
            return result;
        } catch (RuntimeException | Error e) {
            sequence.truncate(start);
            throw e;
        } finally {
            engine.lock().unlock();
        }
    }

    /**
     * Tokens that go behind those of one sequence.
     *
     * @param tokens at least one
     * @param firstWanted index of the first whose scores are wanted
     */
    @SuppressWarnings("ArrayRecordComponent") // borrowed for one pass, compared by nobody
    record Part(CachedTokens cached, int[] tokens, int firstWanted) {}

    /**
     * Processes tokens behind those of each sequence, all in one pass. If that fails, nothing has changed.
     *
     * @param parts of different sequences of one engine, together at most as many rows as it was compiled for
     * @param stop ends the pass in the middle once it is true, with a {@link java.util.concurrent.CancellationException}
     * @param use what it does with the output, which has the wanted rows in order, is done before any other session's pass overwrites it
     */
    static <T> T appendAll(Phase phase, List<Part> parts, BooleanSupplier stop, Function<Output, T> use) {
        Engine engine = parts.getFirst().cached.engine;
        BatchRows rows = new BatchRows(
                parts.stream().mapToInt(part -> part.tokens.length).sum());
        engine.lock().lock();
        try {
            for (Part part : parts) {
                rows.add(part.cached, part.tokens, part.cached.grow(part.tokens), part.firstWanted);
            }
            T result = use.apply(engine.executable().forward(rows.batch(phase), stop));
            for (Part part : parts) {
                part.cached.processed += part.tokens.length;
                part.cached.computed(part.cached.length() - part.tokens.length);
            }
            return result;
        } catch (RuntimeException | Error e) {
            for (Part part : parts.subList(0, rows.sequences())) {
                part.cached.sequence.truncate(part.cached.length() - part.tokens.length);
            }
            throw e;
        } finally {
            engine.lock().unlock();
        }
    }

    /** Gives tokens their cells; returns the position of the first. If that fails, nothing has changed. */
    private int grow(int[] rows) {
        engine.checkTokens(rows);
        int position = length();
        if (tokens.length < position + rows.length) {
            tokens = Arrays.copyOf(tokens, Math.max(position + rows.length, tokens.length * 2));
        }
        System.arraycopy(rows, 0, tokens, position, rows.length);
        try {
            sequence.append(rows.length);
        } catch (RuntimeException | Error e) {
            sequence.truncate(position);
            throw e;
        }
        return position;
    }

    /**
     * Replaces tokens in the middle; only the replacement is processed, unless layers with a window no longer hold what it sees: then
     * what stands before it is, too. If that fails, the replacement goes and all that follows, or nothing has changed.
     *
     * @param from position of the first token that goes
     * @param to position after the last one that goes
     * @param replacement [tokens] what comes in their place
     */
    void splice(int from, int to, int[] replacement) {
        int[] tail = Arrays.copyOfRange(tokens, to, length());
        engine.checkTokens(replacement);
        engine.lock().lock();
        try {
            boolean whole = sequence.canSplice(from, to, replacement.length);
            if (whole) {
                sequence.splice(from, to, replacement.length);
            } else {
                begin(from, to, replacement);
            }
            tokens = Arrays.copyOf(tokens, Math.max(tokens.length, length()));
            System.arraycopy(replacement, 0, tokens, from, replacement.length);
            System.arraycopy(tail, 0, tokens, from + replacement.length, tail.length);
            fill(from, whole ? replacement.length : 0);
            computed(from);
        } finally {
            engine.lock().unlock();
        }
    }

    /** Reads what stands before the replacement again, and it, in cells of their own. */
    private void begin(int from, int to, int[] replacement) {
        int[] text = Arrays.copyOf(tokens, from + replacement.length);
        System.arraycopy(replacement, 0, text, from, replacement.length);
        CachedTokens begin = new CachedTokens(engine, engine.cache().newSequence(), new int[0]);
        begin.strengths = strengths;
        try {
            begin.read(text);
            sequence.replaceBeginning(to, begin.sequence);
            processed += begin.processed;
        } finally {
            begin.sequence.truncate(0);
        }
    }

    /** Processes a text behind all others. */
    private void read(int[] text) {
        for (int done = 0; done < text.length; ) {
            int[] rows = Arrays.copyOfRange(text, done, Math.min(text.length, done + engine.batchRows()));
            append(Phase.PREFILL, rows, rows.length, engine.executable()::forward);
            done += rows.length;
        }
    }

    /** Processes tokens whose positions have cells already. */
    private void fill(int from, int count) {
        try {
            for (int done = 0; done < count; ) {
                int rows = Math.min(engine.batchRows(), count - done);
                int[] batch = Arrays.copyOfRange(tokens, from + done, from + done + rows);
                engine.executable().forward(batch(Phase.PREFILL, batch, from + done, rows));
                processed += rows;
                done += rows;
            }
        } catch (RuntimeException | Error e) {
            sequence.truncate(from);
            throw e;
        }
    }

    /** Rows at positions from {@code start} on, which have their cells. */
    private Batch batch(Phase phase, int[] rows, int start, int firstWanted) {
        BatchRows all = new BatchRows(rows.length);
        all.add(this, rows, start, firstWanted);
        return all.batch(phase);
    }

    /** Whether the first tokens could be gone on from, if all others were dropped, without reading them again. */
    boolean goesOnFrom(int newLength) {
        return sequence.goesOnFrom(newLength);
    }

    /**
     * Drops every token from {@code newLength} on. Where layers with a window no longer hold what comes next would see, the others are
     * read again, into cells of their own; if that fails, there are only as many as were read.
     */
    void truncate(int newLength) {
        engine.lock().lock();
        try {
            int[] again = sequence.goesOnFrom(newLength) ? new int[0] : Arrays.copyOf(tokens, newLength);
            sequence.truncate(again.length > 0 ? 0 : newLength);
            read(again);
        } finally {
            engine.lock().unlock();
        }
    }

    /** The same tokens in the same cells, which go on by themselves. */
    CachedTokens fork() {
        engine.lock().lock();
        try {
            CachedTokens fork = new CachedTokens(engine, sequence.fork(), toArray());
            fork.standard = standard;
            fork.changes = changes;
            fork.strengths = strengths;
            fork.own = own;
            return fork;
        } finally {
            engine.lock().unlock();
        }
    }
}
