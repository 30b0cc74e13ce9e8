package org.cria.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
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
import java.util.Optional;
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
import org.cria.model.serve.Ticket;
import org.cria.model.tokenizer.Vocabulary;
import org.cria.model.tool.CallReader;
import org.cria.model.tool.Tools;

/** An answer as it comes. What the scheduler tells is kept until the thread that wants the answer takes it. */
final class Reply implements StreamingHandle {
    /** Hears of the answer's parts. */
    interface Listener {
        void part(String text, boolean thought);

        /** A tool is to be called. */
        default void call(int index, ToolExecutionRequest request) {}
    }

    private sealed interface Event {}

    private record Said(Piece piece) implements Event {}

    private record Ended(Ending ending) implements Event {}

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final String model;
    private final int promptTokens;
    private final Thoughts thoughts;
    private final Ticket ticket;
    private final Vocabulary vocabulary;
    private final CallReader calls;
    /** What is said and not told yet. */
    private final StringBuilder fresh = new StringBuilder();

    private int called;
    private final StringBuilder said = new StringBuilder();
    private final StringBuilder thought = new StringBuilder();
    private volatile boolean cancelled;
    private TokenUsage usage = new TokenUsage();
    private FinishReason finish = FinishReason.OTHER;

    /**
     * Asks for it.
     *
     * @param thoughts tells them from what is said
     * @param tools that may be called
     */
    Reply(CriaModel model, Job job, Thoughts thoughts, Optional<Tools> tools) {
        this.model = model.name();
        this.vocabulary = model.model().tokenizer().vocabulary();
        this.calls = new CallReader(tools, fresh::append);
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
            this.ticket = model.scheduler().submit(List.of(job), List.of(queue)).getFirst();
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
                case Said one -> take(one.piece, listener);
                case Ended end -> {
                    thoughts.finish("").forEach(part -> add(part, listener));
                    calls.finish();
                    tell(listener);
                    end(end.ending);
                    return;
                }
            }
        }
    }

    private void take(Piece piece, Listener listener) {
        boolean inside = thoughts.isInside();
        thoughts.feed(piece.token(), piece.text()).forEach(part -> add(part, listener));
        if (!inside && piece.text().isEmpty()) {
            calls.mark(vocabulary.piece(piece.token()));
        }
        tell(listener);
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
        if (part.thought()) {
            thought.append(part.text());
            listener.part(part.text(), true);
        } else {
            calls.feed(part.text());
        }
    }

    private void tell(Listener listener) {
        String text = said.isEmpty() ? fresh.toString().stripLeading() : fresh.toString(); // no part of the answer
        fresh.setLength(0);
        if (!text.isEmpty()) {
            said.append(text);
            listener.part(text, false);
        }
        for (; called < calls.calls().size(); called++) {
            listener.call(called, OfferedTools.request(calls.calls().get(called)));
        }
    }

    private void end(Ending ending) {
        switch (ending) {
            case Ending.Complete complete -> {
                JobReport report = complete.report();
                usage = new TokenUsage(promptTokens, report.said());
                FinishReason reason = finish(complete.reason());
                finish = called > 0 && reason == FinishReason.STOP ? FinishReason.TOOL_EXECUTION : reason;
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
        AiMessage.Builder message = AiMessage.builder();
        if (called > 0) {
            message.toolExecutionRequests(
                    calls.calls().stream().map(OfferedTools::request).toList());
        }
        if (called == 0 || !said.isEmpty()) {
            message.text(said.toString());
        }
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
