package org.cria.spark;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Row;
import org.cria.kernels.CriaException;
import org.cria.model.chat.Thoughts;
import org.cria.model.generation.Piece;
import org.cria.model.serve.Ending;
import org.cria.model.serve.Job;
import org.cria.model.serve.JobListener;
import org.cria.model.serve.Ticket;
import org.jspecify.annotations.Nullable;

/** An answer that is being computed. */
final class PendingAnswer {
    /** How often is looked whether the task is to end. */
    private static final int LOOK_MILLIS = 100;

    private final Row row;
    private final CompletableFuture<RowAnswer> answer = new CompletableFuture<>();
    private @Nullable Ticket ticket;

    private PendingAnswer(Row row) {
        this.row = row;
    }

    /** One that is no question of the model. */
    static PendingAnswer known(Row row, RowAnswer answer) {
        PendingAnswer known = new PendingAnswer(row);
        known.answer.complete(answer);
        return known;
    }

    /**
     * Asks the model.
     *
     * @param thoughts told from what is said; empty where all is said
     */
    static PendingAnswer asked(Row row, Job job, Optional<Thoughts> thoughts, ExecutorModel model) {
        PendingAnswer asked = new PendingAnswer(row);
        try {
            asked.ticket = model.scheduler()
                    .submit(List.of(job), List.of(asked.new Listener(job, thoughts)))
                    .getFirst();
        } catch (CriaException e) {
            asked.answer.complete(RowAnswer.failed(String.valueOf(e.getMessage())));
        }
        return asked;
    }

    Row row() {
        return row;
    }

    /**
     * Waits for it.
     *
     * @param look called now and then meanwhile; what it throws ends the waiting
     * @throws IllegalStateException if the model failed
     */
    RowAnswer await(Runnable look) {
        while (true) {
            look.run();
            try {
                return answer.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                continue;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("the task was interrupted", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause() == null ? e : e.getCause());
            }
        }
    }

    void cancel() {
        if (ticket != null) {
            ticket.cancel();
        }
    }

    private final class Listener implements JobListener {
        private final int promptTokens;
        private final Optional<Thoughts> thoughts;
        private final StringBuilder said = new StringBuilder();
        private final StringBuilder thought = new StringBuilder();

        Listener(Job job, Optional<Thoughts> thoughts) {
            this.promptTokens = job.prompt().length;
            this.thoughts = thoughts;
        }

        @Override
        public void said(Piece piece, int count) {
            if (thoughts.isPresent()) {
                add(thoughts.get().feed(piece.token(), piece.text()));
            } else {
                said.append(piece.text());
            }
        }

        private void add(List<Thoughts.Part> parts) {
            parts.forEach(part -> (part.thought() ? thought : said).append(part.text()));
        }

        @Override
        public void ended(Ending ending) {
            switch (ending) {
                case Ending.Complete complete -> {
                    thoughts.ifPresent(each -> add(each.finish("")));
                    // A chat's answer often begins with a space that is no part of it.
                    String text = thoughts.isPresent() ? said.toString().stripLeading() : said.toString();
                    answer.complete(new RowAnswer(
                            text,
                            thought.isEmpty() ? null : thought.toString(),
                            promptTokens,
                            complete.report().said(),
                            complete.reason().toString(),
                            null));
                }
                case Ending.Failed failed ->
                    answer.completeExceptionally(
                            new IllegalStateException("the model failed: " + failed.failure(), failed.failure()));
                case Ending.Broken broken ->
                    answer.completeExceptionally(new IllegalStateException("the answer was ended: " + broken.cause()));
            }
        }
    }
}
