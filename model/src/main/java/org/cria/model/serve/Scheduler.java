package org.cria.model.serve;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.cria.kernels.Count;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.model.forward.Engine;
import org.cria.model.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Computes many texts at once. Every pass takes the next token of each text that is coming; then parts of prompts are read, as many tokens
 * as keep those texts waiting for a {@linkplain ServeSettings#pause moment} only. The same job has the same text, bit for bit, whoever else
 * is served: alone or among others, whatever was computed before.
 *
 * <p>Safe for any thread. It has a thread of its own, on which listeners are called; the model is to be used by nobody else for speed, not
 * for results.
 */
public final class Scheduler implements AutoCloseable {
    private final Engine engine;
    private final Tokenizer tokenizer;
    private final ServeSettings settings;
    private final Passes passes;
    private final Slots slots;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** As they came; under the lock. */
    private final List<Ticket> waiting = new ArrayList<>();

    private volatile @Nullable Throwable broken;
    private boolean closing;
    /** When all is to be over, in nanoseconds; under the lock. */
    private long end;

    private volatile int busy;

    /** Starts. The engine stays its owner's, to be closed after this. */
    public Scheduler(Engine engine, Tokenizer tokenizer, ServeSettings settings) {
        this.engine = engine;
        this.tokenizer = tokenizer;
        this.settings = settings;
        this.passes = new Passes(engine, settings.pause());
        this.slots = new Slots(engine, settings.slots());
        this.thread = Thread.ofPlatform().name("cria-scheduler").daemon().start(this::work);
    }

    /**
     * Takes jobs on that belong together: all, or none.
     *
     * @param listeners one for each
     * @return a ticket for each
     * @throws RefusedException if too many wait already, or it closes
     * @throws CriaException if a prompt does not fit in the context, or names a token that there is not
     */
    public List<Ticket> submit(List<Job> jobs, List<JobListener> listeners) {
        jobs.forEach(this::check);
        Object request = new Object();
        List<Ticket> tickets = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            tickets.add(
                    new Ticket(jobs.get(i), listeners.get(i), request, tokenizer, passes.mostRows() - 1, this::wake));
        }
        lock.lock();
        try {
            if (closing) {
                throw new RefusedException("the server is stopping and takes no more requests.");
            }
            long queue = waiting.stream().map(Ticket::request).distinct().count();
            if (queue >= settings.waiting() + settings.slots() - busy) {
                throw new RefusedException(
                        (settings.slots() == 1 ? "the only slot is" : "all " + settings.slots() + " slots are")
                                + " busy and " + Count.of(settings.waiting(), "request waits", "requests wait")
                                + " already. Try again later.");
            }
            waiting.addAll(tickets);
            changed.signal();
        } finally {
            lock.unlock();
        }
        return tickets;
    }

    private void check(Job job) {
        job.strengths(engine);
        int length = job.prompt().length;
        if (length > engine.contextSize()) {
            throw new CriaException(Explanation.of(
                    "the prompt has " + Count.of(length, "token") + ", expected at most " + engine.contextSize()
                            + ", the context of a slot. Shorten the prompt or choose a larger context."));
        }
        for (int token : job.prompt()) {
            if (token < 0 || token >= tokenizer.vocabulary().size()) {
                throw new CriaException("token " + token + " of the prompt is not in the vocabulary, expected 0 to "
                        + (tokenizer.vocabulary().size() - 1) + ".");
            }
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** What it is doing. */
    public Load load() {
        lock.lock();
        try {
            return passes.load(settings.slots(), busy, waiting.size());
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        try {
            while (await()) {
                end(System.nanoTime());
                admit();
                passes.run(slots);
                busy = slots.busy().size();
            }
        } catch (Throwable e) {
            fail(e);
        } finally {
            slots.close();
        }
    }

    /** Waits for work; false when there is none any more and it closes. */
    private boolean await() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && slots.busy().isEmpty()) {
                if (closing) {
                    return false;
                }
                changed.await(1, TimeUnit.SECONDS);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends what was cancelled, what has no time left, and at the end everything. */
    private void end(long now) {
        for (Slot slot : slots.busy()) {
            cause(slot.ticket(), now).ifPresent(cause -> {
                Ticket ticket = slot.ticket();
                slot.release();
                passes.end(ticket, cause);
            });
        }
        List<Ticket> ended = new ArrayList<>();
        lock.lock();
        try {
            for (Iterator<Ticket> each = waiting.iterator(); each.hasNext(); ) {
                Ticket ticket = each.next();
                if (cause(ticket, now).isPresent()) {
                    ended.add(ticket);
                    each.remove();
                }
            }
        } finally {
            lock.unlock();
        }
        ended.forEach(ticket -> passes.end(ticket, cause(ticket, now).orElseThrow()));
    }

    private Optional<Ending.Cause> cause(Ticket ticket, long now) {
        return ticket.cause(now).or(() -> isOver(now) ? Optional.of(Ending.Cause.CLOSING) : Optional.empty());
    }

    private boolean isOver(long now) {
        lock.lock();
        try {
            return closing && now - end >= 0;
        } finally {
            lock.unlock();
        }
    }

    /** Gives free slots to those that wait: first to the request with the fewest slots, of those to the oldest. */
    private void admit() {
        while (slots.hasFree()) {
            Ticket next = next();
            if (next == null) {
                return;
            }
            if (next.continuation().stopReason().isPresent() && !next.job().scored()) {
                next.start();
                passes.complete(next); // nothing is wanted of it
            } else {
                try {
                    slots.take(next);
                } catch (RuntimeException | Error e) {
                    passes.fail(next, e); // nobody else knows of it
                    throw e;
                }
            }
        }
    }

    private @Nullable Ticket next() {
        List<Slot> atWork = slots.busy();
        lock.lock();
        try {
            Optional<Ticket> next = waiting.stream()
                    .min(Comparator.comparingLong(ticket -> atWork.stream()
                            .filter(slot -> slot.ticket().request().equals(ticket.request()))
                            .count()));
            next.ifPresent(waiting::remove);
            busy = atWork.size() + (next.isPresent() ? 1 : 0);
            return next.orElse(null);
        } finally {
            lock.unlock();
        }
    }

    private void fail(Throwable failure) {
        broken = failure;
        List<Ticket> left =
                new ArrayList<>(slots.busy().stream().map(Slot::ticket).toList());
        lock.lock();
        try {
            closing = true;
            left.addAll(waiting);
            waiting.clear();
        } finally {
            lock.unlock();
        }
        left.forEach(ticket -> passes.fail(ticket, failure));
    }

    /** What ended it, where that was nobody's wish: it takes on nothing any more then. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(broken);
    }

    /** Whether it still takes jobs on. */
    public boolean isOpen() {
        lock.lock();
        try {
            return !closing && thread.isAlive();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more jobs on, and ends those that are not over in time; returns when all are. */
    public void close(Duration grace) {
        lock.lock();
        try {
            end = System.nanoTime() + grace.toNanos();
            closing = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends all jobs before the next pass. */
    @Override
    public void close() {
        close(Duration.ZERO);
    }
}
