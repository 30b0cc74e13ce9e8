package org.cria.model.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.cria.model.json.JsonValue;

/**
 * A conversation to learn from.
 *
 * @param system text before it
 * @param exchanges one at least
 */
record TaughtDialogue(Optional<String> system, List<Round> exchanges) {
    private static final String FORM = "{\"role\": \"user\", \"content\": \"…\"}";

    /** A message, and the reply that is to be learned. */
    record Round(String message, String reply) {}

    TaughtDialogue {
        exchanges = List.copyOf(exchanges);
    }

    /**
     * Reads it.
     *
     * @param place file and line, for messages
     */
    static TaughtDialogue of(JsonValue messages, String place) {
        if (!(messages instanceof JsonValue.Array(List<JsonValue> items))) {
            throw wrong(place, "'messages' is no array", "messages such as " + FORM);
        }
        Optional<String> system = Optional.empty();
        List<Round> exchanges = new ArrayList<>();
        String message = "";
        String expected = "user";
        for (int i = 0; i < items.size(); i++) {
            String name = "message " + (i + 1);
            if (!(items.get(i) instanceof JsonValue.Members(Map<String, JsonValue> members))) {
                throw wrong(place, name + " is no object", FORM);
            }
            String role = text(members, "role", name, place);
            String content = text(members, "content", name, place);
            if (i == 0 && role.equals("system")) {
                system = Optional.of(content);
                continue;
            }
            if (!role.equals(expected)) {
                throw wrong(
                        place,
                        name + " is of '" + role + "'",
                        "'" + expected + "': a system text or none, then user and assistant in turns");
            }
            if (role.equals("user")) {
                message = content;
            } else {
                exchanges.add(new Round(message, content));
            }
            expected = role.equals("user") ? "assistant" : "user";
        }
        if (exchanges.isEmpty() || expected.equals("assistant")) {
            throw wrong(place, "the conversation ends without a reply", "one of 'assistant' as the last message");
        }
        return new TaughtDialogue(system, exchanges);
    }

    private static String text(Map<String, JsonValue> members, String key, String name, String place) {
        if (members.get(key) instanceof JsonValue.Text(String text)) {
            return text;
        }
        throw wrong(
                place,
                name + " has " + (members.containsKey(key) ? "a '" + key + "' that is no text" : "no '" + key + "'"),
                FORM);
    }

    static CriaException wrong(String place, String found, String expected) {
        return new CriaException(place + ": " + found + ", expected " + expected + ". Correct that line.");
    }
}
