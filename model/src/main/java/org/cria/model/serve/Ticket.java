package org.cria.model.serve;

import java.time.Duration;
import java.util.Optional;
import org.cria.kernels.Scores;
import org.cria.model.generation.Continuation;
import org.cria.model.generation.Piece;
import org.cria.model.generation.Timings;
import org.cria.model.speculation.DraftCounts;
import org.cria.model.speculation.Drafting;
import org.cria.model.tokenizer.Tokenizer;

/** A job that a scheduler has taken on. All but {@link #cancel} is for the scheduler. */
public final class Ticket {
    private final Job job;
    private final JobListener listener;
    /** Jobs that came together have the same. */
    private final Object request;

    private final Continuation continuation;
    private final Optional<Drafting> drafting;
    private final Runnable wake;
    private final long arrived = System.nanoTime();
    private long started;
    private long lastToken;
    private long promptNanos;
    private long generatedNanos;
    private int reused;
    private volatile boolean cancelled;

    /**
     * A ticket for a job.
     *
     * @param drafted the most tokens of a draft that a pass can check
     * @param wake has the scheduler look at what changed
     */
    Ticket(Job job, JobListener listener, Object request, Tokenizer tokenizer, int drafted, Runnable wake) {
        this.job = job;
        this.listener = listener;
        this.request = request;
        this.continuation = new Continuation(tokenizer, job.prompt(), job.settings());
        this.drafting = job.settings().speculation().begin(job.prompt(), drafted, System::nanoTime);
        this.wake = wake;
    }

    /** Ends the job before the next pass. From any thread. */
    public void cancel() {
        cancelled = true;
        wake.run();
    }

    Job job() {
        return job;
    }

    int[] prompt() {
        return job.prompt();
    }

    JobListener listener() {
        return listener;
    }

    Object request() {
        return request;
    }

    Continuation continuation() {
        return continuation;
    }

    /** What is guessed of the text; empty where nothing is. */
    Optional<Drafting> drafting() {
        return drafting;
    }

    /** Why it has to end before its end, if it has. */
    Optional<Ending.Cause> cause(long now) {
        if (cancelled) {
            return Optional.of(Ending.Cause.CANCELLED);
        }
        Duration limit = job.limit();
        return now - arrived > limit.toNanos() ? Optional.of(Ending.Cause.TIME) : Optional.empty();
    }

    /** When it has to end at the latest, in {@link System#nanoTime}. */
    long deadline() {
        return arrived + job.limit().toNanos();
    }

    void start() {
        started = System.nanoTime();
        lastToken = started;
    }

    /** Takes note that so much of the prompt need not be read. */
    void reuse(int tokens) {
        reused = Math.max(reused, tokens);
    }

    int reused() {
        return reused;
    }

    /** Chooses the next token. */
    Piece choose(Scores scores, boolean room) {
        Piece piece = continuation.choose(scores, room);
        long now = System.nanoTime();
        if (continuation.tokens() == 1) {
            promptNanos = now - started;
        } else {
            generatedNanos += now - lastToken;
        }
        lastToken = now;
        return piece;
    }

    JobReport report() {
        int tokens = continuation.tokens();
        long waited = (started == 0 ? System.nanoTime() : started) - arrived;
        return new JobReport(
                reused,
                tokens,
                continuation.tokensSaid(),
                continuation.seed(),
                waited,
                new Timings(
                        job.prompt().length - reused,
                        promptNanos,
                        Math.max(0, tokens - 1),
                        generatedNanos,
                        drafting.map(Drafting::counts).orElse(DraftCounts.NONE)));
    }
}
