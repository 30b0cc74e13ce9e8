package org.cria.server.work;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.cria.kernels.CriaException;
import org.cria.model.generation.Piece;
import org.cria.model.sample.LogProbabilities;
import org.cria.model.serve.Ending;
import org.cria.model.serve.Job;
import org.cria.model.serve.JobListener;
import org.cria.model.serve.RefusedException;
import org.cria.model.serve.Scheduler;
import org.cria.model.serve.Ticket;
import org.cria.server.json.ApiException;
import org.jspecify.annotations.Nullable;

/** The texts that a request asked for, as they come: what the scheduler tells is kept until the request's own thread takes it. */
public final class Answers implements AutoCloseable {
    /** How often is looked whether the client is still there. */
    private static final Duration LOOK = Duration.ofMillis(50);

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    /** Those whose text is not over: what it was made with is large. */
    private final List<@Nullable Ticket> tickets;

    private int open;

    /**
     * Asks for texts.
     *
     * @param jobs one for each
     * @throws ApiException if there is no room for them
     */
    public Answers(Scheduler scheduler, List<Job> jobs) {
        List<JobListener> listeners = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            listeners.add(new Listener(i, jobs.get(i)));
        }
        try {
            tickets = new ArrayList<>(scheduler.submit(jobs, listeners));
        } catch (RefusedException e) {
            throw ApiException.busy("overloaded", String.valueOf(e.getMessage()));
        } catch (CriaException e) {
            throw ApiException.wrong(400, null, String.valueOf(e.getMessage()));
        }
        open = jobs.size();
    }

    /** Whether more is to come. */
    public boolean isOpen() {
        return open > 0;
    }

    /**
     * What happens next.
     *
     * @param gone whether the client has left
     * @return null if nothing happened for this long
     * @throws IOException if the client has left
     * @throws ApiException if a text came to no end of its own
     */
    public @Nullable Event next(Duration patience, BooleanSupplier gone) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        do {
            if (gone.getAsBoolean()) {
                throw new IOException("the client has left");
            }
            Event event = poll();
            if (event instanceof Event.Ended ended) {
                open--;
                tickets.set(ended.choice(), null);
                check(ended.ending());
            }
            if (event != null) {
                return event;
            }
        } while (System.nanoTime() - end < 0);
        return null;
    }

    private @Nullable Event poll() throws IOException {
        try {
            return events.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the server stops", e);
        }
    }

    private static void check(Ending ending) throws IOException {
        switch (ending) {
            case Ending.Complete complete -> {}
            case Ending.Failed failed ->
                throw ApiException.failed(
                        500,
                        "model_failed",
                        "the model failed: " + failed.failure().getMessage());
            case Ending.Broken broken -> {
                switch (broken.cause()) {
                    case CANCELLED -> throw new IOException("the client has left");
                    case TIME -> throw ApiException.failed(504, "timeout", "the answer took longer than it may.");
                    case CLOSING -> throw ApiException.busy("server_stopping", "the server is stopping.");
                }
            }
        }
    }

    /** Ends what is not over. */
    @Override
    public void close() {
        if (open > 0) {
            tickets.stream().filter(Objects::nonNull).forEach(Ticket::cancel);
        }
    }

    private final class Listener implements JobListener {
        private final int choice;
        private final Job job;

        Listener(int choice, Job job) {
            this.choice = choice;
            this.job = job;
        }

        @Override
        public void started(int reused) {
            events.add(new Event.Started(choice, reused));
        }

        @Override
        public void scored(int position, LogProbabilities next) {
            events.add(new Event.Scored(
                    choice,
                    position + 1,
                    next.of(job.prompt()[position + 1]),
                    next.top(job.settings().logprobs())));
        }

        @Override
        public void said(Piece piece, int said) {
            events.add(new Event.Said(choice, piece, said));
        }

        @Override
        public void ended(Ending ending) {
            events.add(new Event.Ended(choice, ending));
        }
    }
}
