package org.cria.server.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.cria.model.generation.StopReason;
import org.cria.model.serve.Ending;
import org.cria.server.json.ApiException;
import org.cria.server.work.Answers;
import org.cria.server.work.Event;

/** Brings texts to the client, in events as they come or as a whole at the end. */
final class Delivery {
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
    static void whole(Outlet outlet, Answers answers, Consumer<Event> taking) throws IOException {
        while (answers.isOpen()) {
            Event event = answers.next(SILENCE, outlet::isGone);
            if (event != null) {
                taking.accept(event);
            }
        }
    }

    /**
     * Sends chunks as they come. What fails before the first is an error as any other; after it, the error is the last of them, and the
     * connection ends in the middle, since some clients take any other end for the end of the answer.
     *
     * @param last what comes behind all texts, none or more
     */
    static void stream(Outlet outlet, Answers answers, Chunks chunks, Consumer<Consumer<ObjectNode>> last)
            throws IOException {
        ArrayDeque<ObjectNode> waiting = new ArrayDeque<>(); // consumers may not fail, sending may
        try {
            while (answers.isOpen()) {
                Event event = answers.next(SILENCE, outlet::isGone);
                if (event == null) {
                    outlet.alive();
                } else {
                    chunks.of(event, waiting::add);
                    flush(waiting, outlet);
                }
            }
            last.accept(waiting::add);
            flush(waiting, outlet);
        } catch (ApiException e) {
            outlet.broken(e);
            throw e;
        }
        outlet.end();
    }

    private static void flush(ArrayDeque<ObjectNode> waiting, Outlet outlet) throws IOException {
        while (!waiting.isEmpty()) {
            outlet.part(waiting.remove());
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
