package org.cria.model.forward;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.cria.kernels.CriaException;
import org.cria.kernels.Scores;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.Output;
import org.cria.kernels.backend.Phase;

/**
 * One sequence of tokens in a model's cache. What is in the cache is never computed again: a prompt that shares a beginning
 * with the session processes only the rest. Sessions of one model take turns; a session is for one thread at a time.
 */
public final class Session implements AutoCloseable {
    private final Engine engine;
    private final KvCache.Sequence sequence;
    /** All logits after the last token; the one row that is kept, since passes of other sessions overwrite the device's. */
    private final Scores.All logits;

    private int[] tokens;
    private Remembered remembered;
    private long processedTokens;
    private boolean closed;

    /** @param tokens [as many as the sequence has positions] owned by the session from now on */
    Session(Engine engine, KvCache.Sequence sequence, int[] tokens, Remembered remembered) {
        this.remembered = remembered;
        this.engine = engine;
        this.sequence = sequence;
        this.logits = Scores.All.of(new float[engine.vocabulary()]);
        this.tokens = tokens;
    }

    /** Tokens in the cache; the next one gets this position. */
    public int length() {
        return sequence.length();
    }

    /** [length] the tokens in the cache, a copy. */
    public int[] tokens() {
        return Arrays.copyOf(tokens, length());
    }

    /** The most tokens the session can hold. */
    public int contextSize() {
        return engine.contextSize();
    }

    /** How many tokens of this sequence went through the model; what was found in the cache does not count. */
    public long processedTokens() {
        return processedTokens;
    }

    /**
     * Makes the session hold exactly {@code prompt}: keeps the beginning that it already holds, drops what differs and
     * processes the rest: nothing, if it remembers the logits after this very prompt, else the last token in any case.
     *
     * @return the logits after the last token, overwritten by the session's next call; empty when the listener stopped
     * @throws CriaException when the prompt is empty or longer than the context
     */
    public Optional<Scores.All> prefill(int[] prompt, PrefillListener listener) {
        if (prompt.length == 0) {
            throw new CriaException("the prompt is empty: expected at least one token. Give a prompt with -p or -f.");
        }
        checkFits(prompt.length);
        int common = commonPrefix(prompt);
        if (common == prompt.length && remembered.length() == common) {
            rewind(common);
            keep(Scores.All.of(remembered.logits()));
            return listener.goOn(0, 0) ? Optional.of(logits) : Optional.empty();
        }
        rewind(Math.min(common, prompt.length - 1));
        int start = length();
        while (length() < prompt.length) {
            if (!listener.goOn(length() - start, prompt.length - start)) {
                return Optional.empty();
            }
            int count = Math.min(engine.batchRows(), prompt.length - length());
            boolean last = length() + count == prompt.length;
            int[] rows = Arrays.copyOfRange(prompt, length(), length() + count);
            process(Phase.PREFILL, rows, last ? count - 1 : count, batch -> {
                Output output = engine.executable().forward(batch);
                return last ? keep(output.scores(0)) : logits;
            });
        }
        remembered = Remembered.of(prompt.length, logits);
        listener.goOn(prompt.length - start, prompt.length - start);
        return Optional.of(logits);
    }

    /**
     * Replaces tokens in the middle. What follows is not processed again: its keys turn to the new positions, and it goes on
     * knowing what went. Only the replacement is processed, and sees what stands before it.
     *
     * @param from position of the first token that goes
     * @param to position after the last one that goes
     * @param replacement [tokens] what comes in their place, of any length
     * @throws CriaException when the context is too small
     */
    public void splice(int from, int to, int[] replacement) {
        if (from < 0 || from > to || to > length()) {
            throw new IllegalArgumentException("cannot replace " + from + " to " + to + " of " + length() + " tokens");
        }
        int[] tail = Arrays.copyOfRange(tokens, to, length());
        checkFits(from + replacement.length + tail.length);
        engine.lock().lock();
        try {
            sequence.splice(from, to, replacement.length);
            remembered = remembered.spliced(from, to, replacement.length);
            tokens = Arrays.copyOf(tokens, Math.max(tokens.length, length()));
            System.arraycopy(replacement, 0, tokens, from, replacement.length);
            System.arraycopy(tail, 0, tokens, from + replacement.length, tail.length);
            fill(from, replacement.length);
        } finally {
            engine.lock().unlock();
        }
    }

    /** Processes tokens whose positions have cells already; if that fails, they go and all that follows. */
    private void fill(int from, int count) {
        try {
            for (int done = 0; done < count; ) {
                int rows = Math.min(engine.batchRows(), count - done);
                int[] batch = Arrays.copyOfRange(tokens, from + done, from + done + rows);
                engine.executable().forward(batch(Phase.PREFILL, batch, from + done, rows));
                processedTokens += rows;
                done += rows;
            }
        } catch (RuntimeException | Error e) {
            rewind(from);
            throw e;
        }
    }

    /**
     * Appends one token.
     *
     * @return the logits after it, overwritten by the session's next call
     * @throws CriaException when the context is full
     */
    public Scores.All decode(int token) {
        return decode(token, batch -> keep(engine.executable().forward(batch).scores(0)));
    }

    /**
     * Appends one token, where the best {@code count} of the next are enough: a device then need not hand out the others.
     *
     * @param count how many, at least 1
     * @return the scores after it: of the best, or all, overwritten by the session's next call
     * @throws CriaException when the context is full
     */
    public Scores best(int token, int count) {
        return decode(token, batch -> switch (engine.executable().best(batch, count)) {
            case Scores.All all -> keep(all);
            case Scores.Best best -> best;
        });
    }

    private <T> T decode(int token, Function<Batch, T> pass) {
        checkFits(length() + 1);
        return process(Phase.DECODE, new int[] {token}, 0, pass);
    }

    /** Copies a row of the device, which the next pass of any session overwrites. */
    private Scores.All keep(Scores.All row) {
        System.arraycopy(row.values(), row.offset(), logits.values(), 0, logits.vocabulary());
        return logits;
    }

    /** Receives the logits of one position. */
    @FunctionalInterface
    public interface LogitsConsumer {
        /**
         * Takes one row.
         *
         * @param position of the token after which these logits stand
         * @param logits valid during the call only
         */
        void accept(int position, Scores.All logits);
    }

    /**
     * Appends tokens and hands out the logits after each from {@code firstScored} on: what perplexity needs.
     *
     * @param firstScored index in {@code text} of the first token whose logits are wanted
     */
    public void score(int[] text, int firstScored, LogitsConsumer consumer) {
        checkFits(length() + text.length);
        for (int done = 0; done < text.length; ) {
            int count = Math.min(scoredRows(), text.length - done);
            int firstWanted = Math.clamp(firstScored - done, 0, count);
            int position = length();
            process(Phase.PREFILL, Arrays.copyOfRange(text, done, done + count), firstWanted, batch -> {
                Output output = engine.executable().forward(batch);
                for (int row = 0; row < output.rows(); row++) {
                    consumer.accept(position + firstWanted + row, output.scores(row));
                }
                return output;
            });
            done += count;
        }
    }

    /** Rows whose logits are kept at once: at most 128 MiB of them, for a vocabulary may be large. */
    private int scoredRows() {
        return Math.clamp((1 << 25) / engine.vocabulary(), 1, engine.batchRows());
    }

    /** @param pass what it does with the output is done before any other session's pass overwrites it */
    private <T> T process(Phase phase, int[] rows, int firstWanted, Function<Batch, T> pass) {
        if (closed) {
            throw new IllegalStateException("the session is closed");
        }
        int start = length();
        if (tokens.length < start + rows.length) {
            tokens = Arrays.copyOf(tokens, Math.max(start + rows.length, tokens.length * 2));
        }
        System.arraycopy(rows, 0, tokens, start, rows.length);
        engine.lock().lock();
        try {
            sequence.append(rows.length);
            T result = pass.apply(batch(phase, rows, start, firstWanted));
            processedTokens += rows.length;
            return result;
        } catch (RuntimeException | Error e) {
            sequence.truncate(start);
            throw e;
        } finally {
            engine.lock().unlock();
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
    public void rewind(int newLength) {
        if (newLength < 0 || newLength > length()) {
            throw new IllegalArgumentException("cannot rewind " + length() + " tokens to " + newLength);
        }
        engine.lock().lock();
        try {
            sequence.truncate(newLength);
            remembered = remembered.cut(newLength);
        } finally {
            engine.lock().unlock();
        }
    }

    /** A second session with the same past; the cache of that past is shared. */
    public Session fork() {
        engine.lock().lock();
        try {
            return new Session(engine, sequence.fork(), tokens(), remembered);
        } finally {
            engine.lock().unlock();
        }
    }

    Engine engine() {
        return engine;
    }

    KvCache.Sequence sequence() {
        return sequence;
    }

    Remembered remembered() {
        return remembered;
    }

    private int commonPrefix(int[] prompt) {
        int common = Arrays.mismatch(tokens, 0, length(), prompt, 0, prompt.length);
        return common < 0 ? prompt.length : common;
    }

    private void checkFits(int needed) {
        if (needed > contextSize()) {
            throw new CriaException("the context is full: " + needed + " tokens, expected at most " + contextSize()
                    + ". Shorten the prompt or choose a larger context with -c.");
        }
    }

    /** Frees the session's part of the cache. */
    @Override
    public void close() {
        if (!closed) {
            rewind(0);
            closed = true;
        }
    }
}
