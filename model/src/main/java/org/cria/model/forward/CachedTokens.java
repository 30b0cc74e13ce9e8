package org.cria.model.forward;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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

    /** @param tokens [as many as the sequence has positions] owned by this from now on */
    CachedTokens(Engine engine, KvCache.Sequence sequence, int[] tokens) {
        this.engine = engine;
        this.sequence = sequence;
        this.tokens = tokens;
    }

    /** How many there are. */
    int length() {
        return sequence.length();
    }

    /** [length] a copy. */
    int[] toArray() {
        return Arrays.copyOf(tokens, length());
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
        if (tokens.length < start + rows.length) {
            tokens = Arrays.copyOf(tokens, Math.max(start + rows.length, tokens.length * 2));
        }
        System.arraycopy(rows, 0, tokens, start, rows.length);
        engine.lock().lock();
        try {
            sequence.append(rows.length);
            T result = pass.apply(batch(phase, rows, start, firstWanted));
            processed += rows.length;
            return result;
        } catch (RuntimeException | Error e) {
            sequence.truncate(start);
            throw e;
        } finally {
            engine.lock().unlock();
        }
    }

    /**
     * Processes a token behind those of each sequence, all in one pass. If that fails, nothing has changed.
     *
     * @param sequences different ones of one engine
     * @param next [first + sequences or more] their tokens, from {@code first} on
     * @param use what it does with the output is done before any other session's pass overwrites it
     */
    static <T> T appendEach(List<CachedTokens> sequences, int[] next, int first, Function<Output, T> use) {
        Engine engine = sequences.getFirst().engine;
        int rows = sequences.size();
        int[] positions = new int[rows];
        int[] which = new int[rows];
        boolean[] wanted = new boolean[rows];
        List<int[]> cells = new ArrayList<>();
        engine.lock().lock();
        try {
            for (int i = 0; i < rows; i++) {
                positions[i] = sequences.get(i).grow(next[first + i]);
                which[i] = i;
                wanted[i] = true;
                cells.add(sequences.get(i).sequence.cells());
            }
            int[] tokens = Arrays.copyOfRange(next, first, first + rows);
            T result = use.apply(
                    engine.executable().forward(new Batch(Phase.DECODE, tokens, positions, which, wanted, cells)));
            sequences.forEach(sequence -> sequence.processed++);
            return result;
        } catch (RuntimeException | Error e) {
            for (int i = 0; i < cells.size(); i++) {
                sequences.get(i).sequence.truncate(positions[i]);
            }
            throw e;
        } finally {
            engine.lock().unlock();
        }
    }

    /** Gives one more token its cell; returns its position. */
    private int grow(int token) {
        Objects.checkIndex(token, engine.vocabulary());
        int position = length();
        if (tokens.length == position) {
            tokens = Arrays.copyOf(tokens, Math.max(position + 1, tokens.length * 2));
        }
        tokens[position] = token;
        try {
            sequence.append(1);
        } catch (RuntimeException | Error e) {
            sequence.truncate(position);
            throw e;
        }
        return position;
    }

    /**
     * Replaces tokens in the middle; only the replacement is processed. If that fails, it goes and all that follows.
     *
     * @param from position of the first token that goes
     * @param to position after the last one that goes
     * @param replacement [tokens] what comes in their place
     */
    void splice(int from, int to, int[] replacement) {
        int[] tail = Arrays.copyOfRange(tokens, to, length());
        engine.lock().lock();
        try {
            sequence.splice(from, to, replacement.length);
            tokens = Arrays.copyOf(tokens, Math.max(tokens.length, length()));
            System.arraycopy(replacement, 0, tokens, from, replacement.length);
            System.arraycopy(tail, 0, tokens, from + replacement.length, tail.length);
            fill(from, replacement.length);
        } finally {
            engine.lock().unlock();
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
        int[] positions = new int[rows.length];
        boolean[] wanted = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            Objects.checkIndex(rows[i], engine.vocabulary());
            positions[i] = start + i;
            wanted[i] = i >= firstWanted;
        }
        return new Batch(phase, rows, positions, new int[rows.length], wanted, List.of(sequence.cells()));
    }

    /** Drops every token from {@code newLength} on. */
    void truncate(int newLength) {
        engine.lock().lock();
        try {
            sequence.truncate(newLength);
        } finally {
            engine.lock().unlock();
        }
    }

    /** The same tokens in the same cells, which go on by themselves. */
    CachedTokens fork() {
        engine.lock().lock();
        try {
            return new CachedTokens(engine, sequence.fork(), toArray());
        } finally {
            engine.lock().unlock();
        }
    }
}
