package org.cria.server.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.cria.model.generation.StopReason;
import org.cria.model.serve.Ending;
import org.cria.server.http.Call;
import org.cria.server.http.EventStream;
import org.cria.server.json.ApiException;
import org.cria.server.json.Json;
import org.cria.server.work.Answers;
import org.cria.server.work.Event;
import org.jspecify.annotations.Nullable;

/** Brings texts to the client, in events as they come or as a whole at the end. */
final class Delivery {
    private static final String DONE = "[DONE]";
    /** After so long without an event the client is told that there is more to come. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private Delivery() {}

    /** Makes events of the client from those of the scheduler. */
    @FunctionalInterface
    interface Chunks {
        /**
         * Makes the chunks for an event.
         *
         * @param out takes them, none or more
         */
        void of(Event event, Consumer<ObjectNode> out);
    }

    /** Waits for all texts. */
    static void whole(Call call, Answers answers, Consumer<Event> taking) throws IOException {
        while (answers.isOpen()) {
            Event event = answers.next(SILENCE, call::isGone);
            if (event != null) {
                taking.accept(event);
            }
        }
    }

    /**
     * Sends chunks as they come. What fails before the first is an error as any other; after it, the error is the last event, and the
     * connection ends in the middle, since some clients take any other end for the end of the answer.
     *
     * @param last what comes behind all texts, none or more
     */
    static void stream(Call call, Answers answers, Chunks chunks, Consumer<Consumer<ObjectNode>> last)
            throws IOException {
        Sender sender = new Sender(call);
        try {
            while (answers.isOpen()) {
                Event event = answers.next(SILENCE, call::isGone);
                if (event == null) {
                    sender.stream().alive();
                } else {
                    chunks.of(event, sender);
                    sender.flush();
                }
            }
            last.accept(sender);
            sender.flush();
        } catch (ApiException e) {
            if (call.isBegun()) {
                sender.stream().send(Json.error(e));
            }
            throw e;
        }
        sender.stream().end(DONE);
    }

    /** Sends when it may fail: consumers may not. */
    private static final class Sender implements Consumer<ObjectNode> {
        private final Call call;
        private final ArrayDeque<ObjectNode> waiting = new ArrayDeque<>();
        private @Nullable EventStream stream;

        Sender(Call call) {
            this.call = call;
        }

        EventStream stream() {
            EventStream begun = stream == null ? call.events() : stream;
            stream = begun;
            return begun;
        }

        @Override
        public void accept(ObjectNode chunk) {
            waiting.add(chunk);
        }

        void flush() throws IOException {
            while (!waiting.isEmpty()) {
                stream().send(waiting.remove());
            }
        }
    }

    /** Why a text ended, in OpenAI's words. */
    static String finish(Ending ending) {
        StopReason reason = ((Ending.Complete) ending).reason();
        return switch (reason) {
            case EOS, STOP -> "stop";
            case LIMIT, CONTEXT -> "length";
            case CANCELLED -> throw new IllegalStateException("a text that was cancelled is not complete");
        };
    }
}
