package org.cria.model.forward;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.Progress;
import org.cria.kernels.Scores;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.Output;
import org.cria.kernels.backend.Phase;

/**
 * One sequence of tokens in a model's cache. What is in the cache is never computed again: a prompt that shares a beginning
 * with the session processes only the rest. Sessions of one model take turns; a session is for one thread at a time. A call while
 * another one is at work in the same session is an {@link IllegalStateException} and changes nothing.
 */
public final class Session implements AutoCloseable {
    public static final Control PROMPT = new Control("prompt");
    private final Engine engine;
    private final CachedTokens cached;
    /** After the last token; the one row that is kept, since passes of other sessions overwrite the device's. */
    private final Scores.All logits;

    private PromptLogits promptLogits;
    BooleanSupplier stop = () -> false;
    private boolean closed;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicLong changes = new AtomicLong();

    Session(Engine engine, CachedTokens cached, PromptLogits promptLogits) {
        this.engine = engine;
        this.cached = cached;
        this.logits = Scores.All.of(new float[engine.vocabulary()]);
        this.promptLogits = promptLogits;
    }

    /** Tokens in the cache; the next one gets this position. */
    public int length() {
        return cached.length();
    }

    /** [length] the tokens in the cache, a copy. */
    public int[] tokens() {
        return cached.toArray();
    }

    /** The most tokens the session can hold. */
    public int contextSize() {
        return engine.contextSize();
    }

    /** How many tokens went through the model; what was found in the cache does not count. */
    public long processedTokens() {
        return cached.processed();
    }

    /** How many calls have changed the session, or failed to: whether others were at work; from any thread. */
    public long changes() {
        return changes.get();
    }

    /** Has adapters count in a way of its own, [adapters] as in {@link Engine#strengths}: if that is new, what it holds is read again. */
    public void adapt(float[] strengths) {
        alone(() -> cached.adapt(strengths));
    }

    /** Makes a call that changes the session, unless another one is at work. */
    <T> T change(Supplier<T> call) {
        return alone(() -> {
            changes.incrementAndGet();
            promptLogits = cached.renew() ? PromptLogits.NOTHING : promptLogits;
            return call.get();
        });
    }

    /** Makes a call unless another one is at work. */
    <T> T alone(Supplier<T> call) {
        if (!busy.compareAndSet(false, true)) {
            throw new IllegalStateException(
                    "the session is at work: another call, from another thread or from a listener, has not returned."
                            + " Wait for it, or use a session of its own for each thread (Model.newSession,"
                            + " Session.fork).");
        }
        try {
            return call.get();
        } finally {
            busy.set(false);
        }
    }

    /**
     * Has passes end in the middle once this is true: {@link #prefill} comes back empty then, others throw a {@link CancellationException},
     * and the sequence goes on as if the pass had never begun. It is asked often during all calls from now on, from any thread.
     */
    public void stopWhen(BooleanSupplier condition) {
        alone(() -> stop = condition);
    }

    /**
     * Makes the session hold exactly {@code prompt}: keeps the beginning that it already holds (unless layers with a window gave too much
     * of it up) and processes the rest: nothing, if it remembers the logits after this very prompt, else the last token in any case.
     *
     * @return the logits after the last token, overwritten by the session's next call; empty when it was stopped
     * @throws CriaException when the prompt is empty or longer than the context
     */
    public Optional<Scores.All> prefill(int[] prompt, Progress listener) {
        if (prompt.length == 0) {
            throw new CriaException(Explanation.of(
                    "the prompt is empty: expected at least one token. Give a prompt", PROMPT.how(), "."));
        }
        engine.checkFits(prompt.length);
        return change(() -> read(prompt, listener));
    }

    private Optional<Scores.All> read(int[] prompt, Progress listener) {
        int common = cached.commonPrefix(prompt);
        if (common == prompt.length && promptLogits.length() == common && cached.goesOnFrom(common)) {
            cut(common);
            keep(Scores.All.of(promptLogits.logits()));
            return listener.goOn(0, 0) ? Optional.of(logits) : Optional.empty();
        }
        int start = cut(keeps(Math.min(common, prompt.length - 1)));
        while (length() < prompt.length) {
            if (!listener.goOn(length() - start, prompt.length - start)) {
                return Optional.empty();
            }
            int count = Math.min(engine.batchRows(), prompt.length - length());
            boolean last = length() + count == prompt.length;
            int[] rows = Arrays.copyOfRange(prompt, length(), length() + count);
            try {
                process(Phase.PREFILL, rows, last ? count - 1 : count, batch -> {
                    Output output = engine.executable().forward(batch, stop);
                    return last ? keep(output.scores(0)) : logits;
                });
            } catch (CancellationException e) {
                return Optional.empty();
            }
        }
        promptLogits = PromptLogits.of(prompt.length, logits);
        listener.goOn(prompt.length - start, prompt.length - start);
        return Optional.of(logits);
    }

    /**
     * Replaces tokens in the middle. What follows is not processed again: its keys turn to the new positions, and it goes on
     * knowing what went. Only the replacement is processed, and sees what stands before it: that is read again where layers with a
     * window have given it up.
     *
     * @param from position of the first token that goes
     * @param to position after the last one that goes
     * @param replacement [tokens] what comes in their place, of any length
     * @throws CriaException when the context is too small
     */
    public void splice(int from, int to, int[] replacement) {
        change(() -> {
            if (from < 0 || from > to || to > length()) {
                throw new IllegalArgumentException(
                        "cannot replace " + from + " to " + to + " of " + length() + " tokens");
            }
            engine.checkFits(length() - (to - from) + replacement.length);
            try {
                cached.splice(from, to, replacement);
                promptLogits = promptLogits.spliced(from, to, replacement.length);
                return promptLogits;
            } catch (RuntimeException | Error e) {
                promptLogits = promptLogits.cut(length());
                throw e;
            }
        });
    }

    /**
     * Appends one token.
     *
     * @return the logits after it, overwritten by the session's next call
     * @throws CriaException when the context is full
     */
    public Scores.All decode(int token) {
        return decode(
                token, batch -> keep(engine.executable().forward(batch, stop).scores(0)));
    }

    /**
     * Appends one token, where the best {@code count} of the next are enough: a device then need not hand out the others.
     *
     * @param count how many, at least 1
     * @return the scores after it: of the best, or all, overwritten by the session's next call
     * @throws CriaException when the context is full
     */
    public Scores best(int token, int count) {
        return decode(token, batch -> switch (engine.executable().best(batch, count, stop)) {
            case Scores.All all -> keep(all);
            case Scores.Best best -> best;
        });
    }

    private <T> T decode(int token, Function<Batch, T> pass) {
        return change(() -> {
            engine.checkFits(length() + 1);
            return process(Phase.DECODE, new int[] {token}, 0, pass);
        });
    }

    /** Copies a row of the device. */
    Scores.All keep(Scores.All row) {
        System.arraycopy(row.values(), row.offset(), logits.values(), 0, logits.vocabulary());
        return logits;
    }

    /** Appends tokens and hands out the logits after each from the one with index {@code firstScored} on: what perplexity needs. */
    public void score(int[] text, int firstScored, LogitsConsumer consumer) {
        change(() -> append(text, firstScored, consumer));
    }

    private int append(int[] text, int firstScored, LogitsConsumer consumer) {
        engine.checkFits(length() + text.length);
        for (int done = 0; done < text.length; ) {
            int count = Math.min(engine.scoredRows(), text.length - done);
            int firstWanted = Math.clamp(firstScored - done, 0, count);
            process(Phase.PREFILL, Arrays.copyOfRange(text, done, done + count), firstWanted, batch -> {
                Output output = engine.executable().forward(batch, stop);
                for (int row = 0; row < output.rows(); row++) {
                    consumer.accept(length() - count + firstWanted + row, output.scores(row));
                }
                return output;
            });
            done += count;
        }
        return length();
    }

    private <T> T process(Phase phase, int[] rows, int firstWanted, Function<Batch, T> pass) {
        if (closed) {
            throw new IllegalStateException("the session is closed");
        }
        return cached.append(phase, rows, firstWanted, pass);
    }

    /** How many are left of so many first tokens if none is to be read again: all, or none where layers with a window gave too much up. */
    public int keeps(int tokens) {
        return cached.goesOnFrom(tokens) ? tokens : 0;
    }

    /** Drops every token from {@code newLength} on; the others are read again where layers with a window have given too much up. */
    public void rewind(int newLength) {
        change(() -> {
            if (newLength < 0 || newLength > length()) {
                throw new IllegalArgumentException("cannot rewind " + length() + " tokens to " + newLength);
            }
            return cut(newLength);
        });
    }

    private int cut(int newLength) {
        try {
            cached.truncate(newLength);
            return newLength;
        } finally {
            promptLogits = promptLogits.cut(length());
        }
    }

    /** A second session with the same past; the cache of that past is shared. */
    public Session fork() {
        return alone(() -> new Session(engine, cached.fork(), promptLogits));
    }

    /** The model that it is a session of, and what all its sessions share. */
    public Engine engine() {
        return engine;
    }

    CachedTokens cached() {
        return cached;
    }

    PromptLogits promptLogits() {
        return promptLogits;
    }

    /** Frees the session's part of the cache; not while a call is at work in it. */
    @Override
    public void close() {
        if (!closed) {
            alone(() -> cut(0));
            closed = true;
        }
    }
}
