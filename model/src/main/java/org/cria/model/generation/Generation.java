package org.cria.model.generation;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.Progress;
import org.cria.kernels.Scores;
import org.cria.model.forward.Engine;
import org.cria.model.forward.Session;
import org.cria.model.forward.SessionBatch;
import org.cria.model.speculation.DraftCounts;
import org.cria.model.speculation.Drafting;
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
    /** Null where nothing is guessed. */
    private final @Nullable Drafting drafting;
    /** Of the latest pass, as far as it drafted: what is behind each of its tokens. */
    private List<Scores.All> rows = List.of();

    private final SessionBatch alone;

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
        Engine engine = session.engine();
        this.drafting = settings.speculation()
                .begin(this.prompt, Math.min(engine.batchRows(), engine.scoredRows()) - 1, engine::nanos)
                .orElse(null);
        this.alone = new SessionBatch(List.of(session));
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

    /** Whether what comes now, the last token with it, is of use only as a whole: stop strings are not looked for in it. */
    public boolean isWhole() {
        return continuation.isWhole();
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
        return new Timings(
                promptProcessed,
                promptNanos,
                Math.max(0, generated - 1),
                generatedNanos,
                drafting == null ? DraftCounts.NONE : drafting.counts());
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
                settle();
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
        pending = first || rows.isEmpty() ? scores(first) : rows.get(row());
        checkAlone();
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
                    "the session was used by others while this text was being generated. Let a generation end before"
                            + " the next begins, or give each a session of its own (Model.newSession, Session.fork).");
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
        Piece piece = choose(pending);
        lastToken = piece.token();
        checkAlone();
        if (!isOpen() || drafting == null || !drafting.accept(lastToken)) {
            giveUp(0);
        }
        pending = null;
        generated++;
        generatedNanos += session.engine().nanos() - start;
        return piece;
    }

    private Piece choose(Scores scores) {
        try {
            return continuation.choose(scores, session.length() - ahead() < session.contextSize());
        } catch (CriaException e) {
            giveUp(0);
            throw e;
        }
    }

    private int row() {
        return drafting == null ? 0 : drafting.row();
    }

    private int ahead() {
        return drafting == null ? 0 : drafting.ahead();
    }

    /**
     * Gives up what was computed of tokens that were guessed: the session holds the text without its last token then, as if nothing had been
     * guessed. Of use where somebody else ends the text; it does so by itself when it ends.
     */
    public void settle() {
        if (!rows.isEmpty()) { // the last token went through the model as a guess
            pending = null;
            giveUp(1);
        }
    }

    /** Ends a pass that drafted, with so many tokens more than are of no use. */
    private void giveUp(int more) {
        rows = List.of();
        int tokens = (drafting == null ? 0 : drafting.drop()) + more;
        if (tokens > 0 && session.changes() == changes) {
            session.rewind(session.length() - tokens);
            changes = session.changes();
        }
    }

    private @Nullable Scores prefill() {
        long before = session.processedTokens();
        Optional<Scores.All> logits =
                session.prefill(prompt, (done, total) -> listener.goOn(done, total) && !cancelled);
        promptProcessed = (int) (session.processedTokens() - before);
        boolean read = logits.isPresent() && (drafting == null || drafting.read((done, total) -> !cancelled));
        return read ? logits.get() : null;
    }

    private Scores decode() {
        if (drafting == null) {
            return decode(lastToken);
        }
        int[] tokens =
                drafting.next(lastToken, Math.min(session.contextSize() - session.length(), continuation.left()) - 1);
        Scores scores;
        if (tokens.length == 1) {
            scores = decode(lastToken);
        } else {
            rows = alone.check(List.of(tokens)).getFirst();
            scores = rows.getFirst();
        }
        drafting.passed();
        return scores;
    }

    private Scores decode(int token) {
        int needed = continuation.needed();
        return needed == 0 ? session.decode(token) : session.best(token, needed);
    }
}
