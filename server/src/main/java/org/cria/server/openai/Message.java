package org.cria.server.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.cria.server.json.ApiException;
import org.cria.server.json.Fields;

/**
 * A message of a conversation in a request.
 *
 * @param role system, user or assistant
 */
record Message(String role, String text) {
    static final String SYSTEM = "system";
    static final String USER = "user";
    static final String ASSISTANT = "assistant";

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
            messages.add(new Message(role(each), content(each)));
        }
        return messages;
    }

    private static String role(Fields message) {
        String role = message.text("role")
                .orElseThrow(() -> ApiException.wrong(
                        message.name("role"),
                        "'" + message.name("role") + "' is missing, expected user, for instance."));
        return switch (role) {
            case SYSTEM, USER, ASSISTANT -> role;
            case "developer" -> SYSTEM;
            case "tool", "function" ->
                throw ApiException.lacking(
                        message.name("role"),
                        "'" + message.name("role") + "' is '" + role + "': Cria calls no tools yet.");
            default ->
                throw message.wrong("role", message.get("role").orElseThrow(), "system, developer, user or assistant");
        };
    }

    private static String content(Fields message) {
        message.get("tool_calls").filter(calls -> !calls.isEmpty()).ifPresent(calls -> {
            throw ApiException.lacking(
                    message.name("tool_calls"), "'" + message.name("tool_calls") + "': Cria calls no tools yet.");
        });
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
