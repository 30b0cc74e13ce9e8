package org.cria.server.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cria.model.chat.Thoughts;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.generation.Piece;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.model.tokenizer.Vocabulary;
import org.cria.model.tool.CallReader;
import org.cria.model.tool.ToolCall;
import org.cria.model.tool.Tools;
import org.cria.server.json.Json;
import org.cria.server.tools.RequestedCalls;
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

    private final CallReader calls;
    private final Vocabulary vocabulary;
    /** Calls that were sent already. */
    private int called;

    /** @param logprobs how many of the likeliest tokens are shown, or {@link GenerationSettings#NONE} */
    ChatChoice(int index, int logprobs, Thoughts thoughts, Optional<Tools> tools, Tokenizer tokenizer) {
        this.index = index;
        this.logprobs = logprobs;
        this.thoughts = thoughts;
        this.tokens = new TokenText(tokenizer);
        this.vocabulary = tokenizer.vocabulary();
        this.calls = new CallReader(tools, this::say);
    }

    void take(Event event) {
        switch (event) {
            case Event.Started started -> {}
            case Event.Scored scored -> throw new IllegalStateException("nobody asked for scores of a chat's prompt");
            case Event.Said one -> {
                boolean inside = thoughts.isInside();
                thoughts.feed(one.piece().token(), one.piece().text()).forEach(this::add);
                if (!inside && one.piece().text().isEmpty()) {
                    calls.mark(vocabulary.piece(one.piece().token()));
                }
                thought += inside ? 1 : 0;
                waiting.add(one.piece());
                release(one.said());
            }
            case Event.Ended ended -> {
                thoughts.finish("").forEach(this::add);
                calls.finish();
                release(ended.ending().report().said());
            }
        }
    }

    private void add(Thoughts.Part part) {
        if (part.thought()) {
            reasoning.append(part.text());
            return;
        }
        calls.feed(part.text());
    }

    private void say(String said) {
        String text = begun ? said : said.stripLeading();
        begun |= !text.isEmpty();
        content.append(text);
    }

    /** Whether a tool is to be called. */
    boolean calls() {
        return !calls.calls().isEmpty();
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
        boolean text = !content.isEmpty()
                || !reasoning.isEmpty()
                || called < calls.calls().size();
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
        boolean whole = message.has("role");
        if (content.isEmpty() && whole && calls()) {
            message.putNull("content");
        } else if (!content.isEmpty() || whole || called == calls.calls().size()) {
            message.put("content", content.toString());
        }
        content.setLength(0);
        sendCalls(message, whole);
        if (logprobs == GenerationSettings.NONE) {
            choice.putNull("logprobs");
        } else {
            choice.set("logprobs", entries());
        }
        entries.clear();
    }

    /** @param whole whether the message is: parts of one number their calls */
    private void sendCalls(ObjectNode message, boolean whole) {
        List<ToolCall> all = calls.calls();
        if (called == all.size()) {
            return;
        }
        ArrayNode list = message.putArray("tool_calls");
        for (; called < all.size(); called++) {
            ObjectNode call = RequestedCalls.json(all.get(called));
            list.add(whole ? call : call.put("index", called));
        }
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
