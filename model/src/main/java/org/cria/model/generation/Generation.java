package org.cria.model.generation;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.Progress;
import org.cria.kernels.Scores;
import org.cria.model.forward.Session;
import org.cria.model.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * A text being generated: an iterator that computes the next token when asked. For one thread, except {@link #cancel}. It needs its
 * session for itself until it has ended: one that was used by others meanwhile is an {@link IllegalStateException}.
 */
public final class Generation implements Iterator<Piece> {
    private final Session session;
    private final int[] prompt;
    private final Continuation continuation;

    private Progress listener = Progress.NONE;
    /** What the next token is chosen from, once it is computed. */
    private @Nullable Scores pending;

    /** The session's changes after the last of ours. */
    private long changes;

    private int generated;
    private int lastToken;
    private int promptProcessed;
    private long promptNanos;
    private long generatedNanos;
    private String heldBack = "";
    private volatile boolean cancelled;

    /**
     * Starts to continue tokens in a session, which keeps what it already holds of them.
     *
     * @param prompt [tokens] copied
     * @throws CriaException if the prompt is empty
     */
    public Generation(Tokenizer tokenizer, Session session, int[] prompt, GenerationSettings settings) {
        if (prompt.length == 0) {
            throw new CriaException(Explanation.of(
                    "the prompt is empty: expected at least one token. Give a prompt", Session.PROMPT.how(), "."));
        }
        this.session = session;
        this.prompt = prompt.clone();
        this.continuation = new Continuation(tokenizer, prompt, settings);
    }

    /** Watches the processing of the prompt; to be set before the first token is asked for. */
    public Generation watch(Progress watcher) {
        listener = watcher;
        return this;
    }

    /** The seed in use, also where the settings ask for a new one. */
    public long seed() {
        return continuation.seed();
    }

    /** Ends the generation at once, in the middle of a token or the prompt. From any thread. */
    public void cancel() {
        cancelled = true;
    }

    /** Why it ended; empty while it goes on. */
    public Optional<StopReason> stopReason() {
        return continuation.stopReason();
    }

    /**
     * The text that a cancelled generation still held back: what might have become a stop string or a whole character. Empty
     * after any other end, where the last piece has it.
     */
    public String heldBack() {
        String held = heldBack;
        heldBack = "";
        return held;
    }

    public Timings timings() {
        return new Timings(promptProcessed, promptNanos, Math.max(0, generated - 1), generatedNanos);
    }

    /**
     * Whether another token follows; computes its logits, which is where the time goes.
     *
     * @throws CriaException when the prompt does not fit in the context
     */
    @Override
    public boolean hasNext() {
        if (isOpen() && pending == null) {
            if (!cancelled) {
                compute();
            }
            if (pending == null) {
                heldBack = continuation.cancel();
            }
        }
        return isOpen();
    }

    private boolean isOpen() {
        return continuation.stopReason().isEmpty();
    }

    private void compute() {
        boolean first = generated == 0;
        if (!first) {
            checkAlone();
        }
        long start = session.engine().nanos();
        Scores scores = scores(first);
        checkAlone();
        pending = scores;
        if (first) {
            promptNanos = session.engine().nanos() - start;
        } else {
            generatedNanos += session.engine().nanos() - start;
        }
    }

    /** Null if it was cancelled. */
    private @Nullable Scores scores(boolean first) {
        session.stopWhen(() -> cancelled);
        try {
            changes = session.changes() + 1;
            return first ? prefill() : decode();
        } catch (CancellationException e) {
            return null;
        } finally {
            session.stopWhen(() -> false);
        }
    }

    private void checkAlone() {
        if (session.changes() != changes) {
            throw new IllegalStateException(
                    "the session was used by others while this text was being generated. Let a generation end before the next"
                            + " begins, or give each a session of its own (Model.newSession, Session.fork).");
        }
    }

    /**
     * The next token.
     *
     * @throws CriaException when the prompt does not fit in the context, or the model yields no distribution
     */
    @Override
    public Piece next() {
        if (!hasNext() || pending == null) {
            throw new NoSuchElementException(
                    "the generation ended: " + stopReason().orElseThrow());
        }
        checkAlone();
        long start = session.engine().nanos();
        Piece piece = continuation.choose(pending, session.length() < session.contextSize());
        lastToken = piece.token();
        checkAlone();
        pending = null;
        generated++;
        generatedNanos += session.engine().nanos() - start;
        return piece;
    }

    private @Nullable Scores prefill() {
        long before = session.processedTokens();
        Optional<Scores.All> logits =
                session.prefill(prompt, (done, total) -> listener.goOn(done, total) && !cancelled);
        promptProcessed = (int) (session.processedTokens() - before);
        return logits.orElse(null);
    }

    private Scores decode() {
        int needed = continuation.needed();
        return needed == 0 ? session.decode(lastToken) : session.best(lastToken, needed);
    }
}
