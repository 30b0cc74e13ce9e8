package org.cria.server.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.cria.model.chat.Thoughts;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.generation.Piece;
import org.cria.server.json.Json;
import org.cria.server.work.Event;

/** One of the answers of {@code /v1/chat/completions} as it comes, and what of it was not sent yet. */
final class ChatChoice {
    private final int index;
    private final int logprobs;
    private final Thoughts thoughts;
    private final TokenText tokens;
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final List<Piece> entries = new ArrayList<>();
    private final List<Piece> waiting = new ArrayList<>();
    private int said;
    private int thought;
    /** Whether something was said: white space before that is no part of the answer. */
    private boolean begun;

    /** @param logprobs how many of the likeliest tokens are shown, or {@link GenerationSettings#NONE} */
    ChatChoice(int index, int logprobs, Thoughts thoughts, TokenText tokens) {
        this.index = index;
        this.logprobs = logprobs;
        this.thoughts = thoughts;
        this.tokens = tokens;
    }

    void take(Event event) {
        switch (event) {
            case Event.Started started -> {}
            case Event.Scored scored -> throw new IllegalStateException("nobody asked for scores of a chat's prompt");
            case Event.Said one -> {
                boolean inside = thoughts.isInside();
                thoughts.feed(one.piece().token(), one.piece().text()).forEach(this::add);
                thought += inside ? 1 : 0;
                waiting.add(one.piece());
                release(one.said());
            }
            case Event.Ended ended -> {
                thoughts.finish("").forEach(this::add);
                release(ended.ending().report().said());
            }
        }
    }

    private void add(Thoughts.Part part) {
        if (part.thought()) {
            reasoning.append(part.text());
            return;
        }
        String text = begun ? part.text() : part.text().stripLeading();
        begun |= !text.isEmpty();
        content.append(text);
    }

    private void release(int count) {
        while (said < count) {
            entries.add(waiting.removeFirst());
            said++;
        }
    }

    /** How many tokens were thoughts. */
    int thought() {
        return thought;
    }

    int index() {
        return index;
    }

    /** Whether there is something to send. */
    boolean isDue() {
        boolean text = !content.isEmpty() || !reasoning.isEmpty();
        return text || (logprobs != GenerationSettings.NONE && !entries.isEmpty());
    }

    /**
     * Puts what was not sent yet in a message or a part of one.
     *
     * @param choice gets the log-probabilities
     */
    void send(ObjectNode message, ObjectNode choice) {
        if (!reasoning.isEmpty()) {
            message.put("reasoning_content", reasoning.toString());
            reasoning.setLength(0);
        }
        message.put("content", content.toString());
        content.setLength(0);
        if (logprobs == GenerationSettings.NONE) {
            choice.putNull("logprobs");
        } else {
            choice.set("logprobs", entries());
        }
        entries.clear();
    }

    private ObjectNode entries() {
        ObjectNode all = Json.object();
        ArrayNode list = all.putArray("content");
        for (Piece piece : entries) {
            ObjectNode entry = tokens.entry(piece.token(), piece.logprob());
            entry.set("top_logprobs", tokens.entries(piece.top()));
            list.add(entry);
        }
        return all;
    }
}
