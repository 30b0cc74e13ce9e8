package org.cria.model.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.kernels.Count;
import org.cria.kernels.CriaException;
import org.cria.model.eval.instruction.Instruction;
import org.cria.model.eval.instruction.Instructions;
import org.cria.model.eval.instruction.LanguageDetector;
import org.cria.model.json.JsonValue;

/**
 * Which fields of a document have a turn of a conversation. Data sets in CSV have JSON within their cells, and a cell that is empty for a
 * turn that there is not.
 *
 * @param prompt what the user says: a text, or a message with its {@code content}
 * @param instructions the names of the instructions that the answer is to follow, those of the turns before included
 * @param arguments what each says besides
 */
record InstructedTurn(String prompt, String instructions, String arguments) {
    /** A turn of one document. */
    record Asked(String prompt, List<String> names, List<Instruction> instructions) {}

    /**
     * The turn of a document; empty where it has none.
     *
     * @throws CriaException that names what is wrong with the document, without its place
     */
    Optional<Asked> of(Map<String, JsonValue> doc, LanguageDetector languages) {
        JsonValue said = doc.getOrDefault(prompt, new JsonValue.Null());
        if (said instanceof JsonValue.Null || said.equals(new JsonValue.Text(""))) {
            return Optional.empty();
        }
        List<JsonValue> names = list(doc, instructions);
        List<JsonValue> all = list(doc, arguments);
        if (names.size() != all.size()) {
            throw new CriaException("'" + arguments + "' has " + Count.of(all.size(), "entry", "entries") + " for the "
                    + names.size() + " of '" + instructions
                    + "', expected one for each. Give the data set as it is published.");
        }
        List<String> ids = new ArrayList<>();
        List<Instruction> checks = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String id = text(names.get(i), instructions);
            ids.add(id);
            checks.add(Instructions.of(id, members(all.get(i)), languages));
        }
        return Optional.of(new Asked(message(said), ids, checks));
    }

    private String message(JsonValue said) {
        if (said instanceof JsonValue.Text(String text) && text.startsWith("{")) {
            JsonValue inner = parsed(text, prompt);
            return inner instanceof JsonValue.Members ? message(inner) : text;
        }
        return said instanceof JsonValue.Members(Map<String, JsonValue> members)
                ? text(members.getOrDefault("content", new JsonValue.Null()), prompt)
                : text(said, prompt);
    }

    private static String text(JsonValue value, String field) {
        if (value instanceof JsonValue.Text(String text)) {
            return text;
        }
        throw wrong(field, value, "a text");
    }

    private static List<JsonValue> list(Map<String, JsonValue> doc, String field) {
        JsonValue value = doc.getOrDefault(field, new JsonValue.Null());
        JsonValue plain = value instanceof JsonValue.Text(String text) ? parsed(text, field) : value;
        if (plain instanceof JsonValue.Array(List<JsonValue> items)) {
            return items;
        }
        throw wrong(field, value, "a list");
    }

    private Map<String, JsonValue> members(JsonValue value) {
        JsonValue plain = value instanceof JsonValue.Text(String text) ? parsed(text, arguments) : value;
        return switch (plain) {
            case JsonValue.Null _ -> Map.of();
            case JsonValue.Members(Map<String, JsonValue> members) -> members;
            case JsonValue.Truth _, JsonValue.Numeric _, JsonValue.Text _, JsonValue.Array _ ->
                throw wrong(arguments, value, "a list of objects");
        };
    }

    private static JsonValue parsed(String text, String field) {
        try {
            return JsonValue.parse(text);
        } catch (CriaException e) {
            throw e.at("'" + field + "'");
        }
    }

    private static CriaException wrong(String field, JsonValue found, String expected) {
        return new CriaException("'" + field + "' is " + (found instanceof JsonValue.Null ? "missing" : found)
                + ", expected " + expected + ". Give the data set as it is published.");
    }
}
