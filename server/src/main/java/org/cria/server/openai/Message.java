package org.cria.server.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.cria.model.tool.ToolCall;
import org.cria.server.json.ApiException;
import org.cria.server.json.Fields;
import org.cria.server.tools.RequestedCalls;

/**
 * A message of a conversation in a request.
 *
 * @param role system, user, assistant or tool
 * @param calls of tools, which the assistant asked for
 * @param call the id of the one that a tool's message answers; empty in others
 */
record Message(String role, String text, List<ToolCall> calls, String call) {
    static final String SYSTEM = "system";
    static final String USER = "user";
    static final String ASSISTANT = "assistant";
    static final String TOOL = "tool";

    Message {
        calls = List.copyOf(calls);
    }

    static Message of(String role, String text) {
        return new Message(role, text, List.of(), "");
    }

    boolean isSystem() {
        return role.equals(SYSTEM);
    }

    boolean isUser() {
        return role.equals(USER);
    }

    /** All of a request. */
    static List<Message> read(Fields request) {
        List<Fields> given = request.list("messages");
        if (given.isEmpty()) {
            throw ApiException.wrong("messages", "'messages' is missing or empty, expected at least one message.");
        }
        List<Message> messages = new ArrayList<>();
        for (Fields each : given) {
            String role = role(each);
            messages.add(new Message(
                    role,
                    content(each),
                    RequestedCalls.all(each),
                    role.equals(TOOL) ? each.text("tool_call_id").orElse("") : ""));
        }
        return messages;
    }

    private static String role(Fields message) {
        String role = message.text("role")
                .orElseThrow(() -> ApiException.wrong(
                        message.name("role"),
                        "'" + message.name("role") + "' is missing, expected user, for instance."));
        return switch (role) {
            case SYSTEM, USER, ASSISTANT, TOOL -> role;
            case "developer" -> SYSTEM;
            default ->
                throw message.wrong(
                        "role", message.get("role").orElseThrow(), "system, developer, user, assistant or tool");
        };
    }

    private static String content(Fields message) {
        JsonNode content = message.get("content").orElse(null);
        if (content == null) {
            if (message.text("role").orElse("").equals(ASSISTANT)) {
                return "";
            }
            throw ApiException.wrong(
                    message.name("content"), "'" + message.name("content") + "' is missing, expected a text.");
        }
        if (content.isTextual()) {
            return content.textValue();
        }
        message.check(content.isArray(), "content", content, "a text or a list of parts");
        StringBuilder text = new StringBuilder();
        for (Fields part : message.list("content")) {
            text.append(part(part));
        }
        return text.toString();
    }

    private static String part(Fields part) {
        String type = part.text("type").orElse("");
        return switch (type) {
            case "text" ->
                part.text("text")
                        .orElseThrow(() -> ApiException.wrong(
                                part.name("text"), "'" + part.name("text") + "' is missing, expected a text."));
            case "image_url", "input_audio", "file" ->
                throw ApiException.lacking(
                        part.name("type"), "'" + part.name("type") + "' is " + type + ", and Cria reads text only.");
            default ->
                throw ApiException.wrong(
                        part.name("type"), "'" + part.name("type") + "' is '" + type + "', expected text.");
        };
    }
}
