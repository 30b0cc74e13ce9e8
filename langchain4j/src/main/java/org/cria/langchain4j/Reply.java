package org.cria.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import org.cria.kernels.CriaException;
import org.cria.model.chat.Thoughts;
import org.cria.model.generation.Piece;
import org.cria.model.generation.StopReason;
import org.cria.model.serve.Ending;
import org.cria.model.serve.Job;
import org.cria.model.serve.JobListener;
import org.cria.model.serve.JobReport;
import org.cria.model.serve.RefusedException;
import org.cria.model.serve.Scheduler;
import org.cria.model.serve.Ticket;

/** An answer as it comes. What the scheduler tells is kept until the thread that wants the answer takes it. */
final class Reply implements StreamingHandle {
    /** Hears of the answer's parts. */
    interface Listener {
        void part(String text, boolean thought);
    }

    private sealed interface Event {}

    private record Said(Piece piece) implements Event {}

    private record Ended(Ending ending) implements Event {}

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final String model;
    private final int promptTokens;
    private final Thoughts thoughts;
    private final Ticket ticket;
    private final StringBuilder said = new StringBuilder();
    private final StringBuilder thought = new StringBuilder();
    private volatile boolean cancelled;
    private TokenUsage usage = new TokenUsage();
    private FinishReason finish = FinishReason.OTHER;

    /**
     * Asks for it.
     *
     * @param model that answers, by name
     * @param thoughts tells them from what is said
     */
    Reply(Scheduler scheduler, Job job, String model, Thoughts thoughts) {
        this.model = model;
        this.promptTokens = job.prompt().length;
        this.thoughts = thoughts;
        JobListener queue = new JobListener() {
            @Override
            public void said(Piece piece, int count) {
                events.add(new Said(piece));
            }

            @Override
            public void ended(Ending ending) {
                events.add(new Ended(ending));
            }
        };
        try {
            this.ticket = scheduler.submit(List.of(job), List.of(queue)).getFirst();
        } catch (RefusedException e) {
            throw new RateLimitException(e.getMessage(), e);
        } catch (CriaException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }

    /**
     * Waits until it is whole.
     *
     * @throws CancellationException if it was cancelled, or the thread interrupted
     * @throws dev.langchain4j.exception.LangChain4jException if it came to no end of its own
     */
    void await(Listener listener) {
        while (true) {
            switch (next()) {
                case Said piece ->
                    thoughts.feed(piece.piece.token(), piece.piece.text()).forEach(part -> add(part, listener));
                case Ended end -> {
                    thoughts.finish("").forEach(part -> add(part, listener));
                    end(end.ending);
                    return;
                }
            }
        }
    }

    private Event next() {
        try {
            return events.take();
        } catch (InterruptedException e) {
            cancel();
            Thread.currentThread().interrupt();
            throw new CancellationException("the thread that waited for the answer was interrupted.");
        }
    }

    private void add(Thoughts.Part part, Listener listener) {
        StringBuilder whole = part.thought() ? thought : said;
        String text = part.thought() || !said.isEmpty()
                ? part.text()
                : part.text().stripLeading(); // before that it is no part of the answer
        if (!text.isEmpty()) {
            whole.append(text);
            listener.part(text, part.thought());
        }
    }

    private void end(Ending ending) {
        switch (ending) {
            case Ending.Complete complete -> {
                JobReport report = complete.report();
                usage = new TokenUsage(promptTokens, report.said());
                finish = finish(complete.reason());
            }
            case Ending.Failed failed ->
                throw new InternalServerException(
                        "the model failed: " + failed.failure().getMessage(), failed.failure());
            case Ending.Broken broken -> {
                switch (broken.cause()) {
                    case CANCELLED -> throw new CancellationException("the answer was cancelled.");
                    case TIME ->
                        throw new TimeoutException(
                                "the answer took longer than it may. Give it more time ('timeout').");
                    case CLOSING -> throw new InternalServerException("the model was closed during the answer.");
                }
            }
        }
    }

    private static FinishReason finish(StopReason reason) {
        return switch (reason) {
            case EOS, STOP -> FinishReason.STOP;
            case LIMIT, CONTEXT -> FinishReason.LENGTH;
            case CANCELLED -> FinishReason.OTHER;
        };
    }

    /** It, once it is whole. */
    ChatResponse response() {
        AiMessage.Builder message = AiMessage.builder().text(said.toString());
        if (!thought.isEmpty()) {
            message.thinking(thought.toString());
        }
        return ChatResponse.builder()
                .aiMessage(message.build())
                .id(UUID.randomUUID().toString())
                .modelName(model)
                .tokenUsage(usage)
                .finishReason(finish)
                .build();
    }

    @Override
    public void cancel() {
        cancelled = true;
        ticket.cancel();
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }
}
