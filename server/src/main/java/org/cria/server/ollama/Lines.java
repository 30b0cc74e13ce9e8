package org.cria.server.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.cria.server.http.Call;
import org.cria.server.http.EventStream;
import org.cria.server.json.ApiException;
import org.cria.server.json.Json;
import org.cria.server.openai.Outlet;
import org.jspecify.annotations.Nullable;

/**
 * Turns an answer in OpenAI's chunks into Ollama's lines, or into one object. Times are in nanoseconds.
 *
 * @see <a href="https://docs.ollama.com/api/chat">the form</a>
 */
final class Lines implements Outlet {
    private final Call call;
    private final String model;
    private final boolean chat;
    private final boolean inParts;
    private final long begun;
    private final long loaded = System.nanoTime();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder thoughts = new StringBuilder();
    private final Map<Integer, ToolCall> tools = new TreeMap<>();
    private @Nullable EventStream stream;
    private String reason = "stop";
    private long firstToken;
    private int promptTokens;
    private int tokens;

    /** A call of a tool as it comes. */
    private static final class ToolCall {
        private String name = "";
        private final StringBuilder arguments = new StringBuilder();
    }

    /**
     * Begins an answer.
     *
     * @param model as the client called it
     * @param chat whether a message is expected, else a text
     * @param inParts whether it is sent as it comes
     * @param begun when the request came, on {@link System#nanoTime}'s clock; the model is loaded now
     */
    Lines(Call call, String model, boolean chat, boolean inParts, long begun) {
        this.call = call;
        this.model = model;
        this.chat = chat;
        this.inParts = inParts;
        this.begun = begun;
    }

    @Override
    public boolean isGone() {
        return call.isGone();
    }

    @Override
    public void whole(ObjectNode answer) {
        throw new IllegalStateException("answers are asked for in chunks");
    }

    @Override
    public void part(ObjectNode chunk) throws IOException {
        JsonNode usage = chunk.path("usage");
        promptTokens = usage.path("prompt_tokens").asInt(promptTokens);
        tokens = usage.path("completion_tokens").asInt(tokens);
        for (JsonNode choice : chunk.path("choices")) {
            JsonNode delta = choice.path("delta");
            text.append(delta.path("content").asText(""))
                    .append(choice.path("text").asText(""));
            thoughts.append(delta.path("reasoning_content").asText(""));
            delta.path("tool_calls").forEach(this::add);
            reason = choice.path("finish_reason").asText(reason);
        }
        boolean something = !text.isEmpty() || !thoughts.isEmpty();
        if (something && firstToken == 0) {
            firstToken = System.nanoTime();
        }
        if (something && inParts) {
            stream().send(said(Json.object(), false).put("done", false));
        }
    }

    private void add(JsonNode part) {
        ToolCall tool = tools.computeIfAbsent(part.path("index").asInt(0), index -> new ToolCall());
        tool.name += part.path("function").path("name").asText("");
        tool.arguments.append(part.path("function").path("arguments").asText(""));
    }

    /** Puts what was said since the last time. */
    private ObjectNode said(ObjectNode line, boolean last) {
        line.put("model", model).put("created_at", Instant.now().toString());
        ObjectNode place = chat ? line.putObject("message").put("role", "assistant") : line;
        place.put(chat ? "content" : "response", text.toString());
        if (!thoughts.isEmpty()) {
            place.put("thinking", thoughts.toString());
        }
        if (last && !tools.isEmpty()) {
            ArrayNode calls = place.putArray("tool_calls");
            tools.values()
                    .forEach(tool -> calls.addObject()
                            .putObject("function")
                            .put("name", tool.name)
                            .set("arguments", Json.tree(tool.arguments.toString())));
        }
        text.setLength(0);
        thoughts.setLength(0);
        return line;
    }

    @Override
    public void alive() throws IOException {
        if (inParts) {
            stream().alive();
        }
    }

    @Override
    public void end() throws IOException {
        ObjectNode last = said(Json.object(), true)
                .put("done", true)
                .put("done_reason", reason.equals("length") ? "length" : "stop");
        long end = System.nanoTime();
        long read = firstToken == 0 ? end : firstToken;
        last.put("total_duration", end - begun)
                .put("load_duration", loaded - begun)
                .put("prompt_eval_count", promptTokens)
                .put("prompt_eval_duration", read - loaded)
                .put("eval_count", tokens)
                .put("eval_duration", end - read);
        if (inParts) {
            stream().send(last);
            stream().end();
        } else {
            call.json(last);
        }
    }

    /** Answers a request that wants nothing but the model in memory. */
    void nothing() throws IOException {
        call.json(said(Json.object(), true).put("done", true).put("done_reason", "load"));
    }

    @Override
    public void broken(ApiException failure) throws IOException {
        if (call.isBegun()) {
            stream().send(Json.plainError(failure));
        }
    }

    private EventStream stream() {
        EventStream open = stream == null ? call.lines() : stream;
        stream = open;
        return open;
    }
}
