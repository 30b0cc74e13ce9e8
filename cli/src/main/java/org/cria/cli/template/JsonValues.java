package org.cria.cli.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cria.kernels.CriaException;
import org.cria.model.template.Text;
import org.cria.model.template.Value;

/**
 * JSON as a template's variables. Texts are what somebody said, whatever they spell: they never become control tokens. What names
 * parts of the format instead may be: the role of a message, the type of a part, and tokens such as {@code bos_token}.
 */
public final class JsonValues {
    private static final Set<String> STRUCTURE = Set.of("role", "type");

    private JsonValues() {}

    /**
     * The members of an object, each a variable.
     *
     * @param place the file or the flag, for messages
     * @throws CriaException if it is no object
     */
    public static Map<String, Value> variables(JsonNode json, String place) {
        if (!json.isObject()) {
            throw new CriaException(place + ": the JSON is no object, expected {\"name\": value, …}.");
        }
        Map<String, Value> variables = new LinkedHashMap<>();
        json.properties()
                .forEach(entry -> variables.put(
                        entry.getKey(),
                        entry.getKey().endsWith("_token") && entry.getValue().isTextual()
                                ? Text.of(entry.getValue().textValue())
                                : value(entry.getValue(), entry.getKey())));
        return variables;
    }

    private static Value value(JsonNode json, String name) {
        return switch (json.getNodeType()) {
            case NULL, MISSING -> Value.NONE;
            case BOOLEAN -> Value.of(json.booleanValue());
            case NUMBER -> number(json);
            case STRING -> text(json.textValue(), name);
            case ARRAY -> {
                List<Value> all = new ArrayList<>();
                json.forEach(each -> all.add(value(each, "")));
                yield Value.list(all);
            }
            case OBJECT -> {
                Map<Value, Value> all = new LinkedHashMap<>();
                json.properties()
                        .forEach(entry -> all.put(Text.said(entry.getKey()), value(entry.getValue(), entry.getKey())));
                yield Value.dict(all);
            }
            case BINARY, POJO -> throw new IllegalStateException("a parser makes none: " + json.getNodeType());
        };
    }

    private static Value number(JsonNode json) {
        if (json.isIntegralNumber()) {
            if (!json.canConvertToLong()) {
                throw new CriaException("the number " + json + " does not fit in 64 bits.");
            }
            return Value.of(json.longValue());
        }
        return new Value.Real(json.doubleValue());
    }

    /** A role of letters names a part of the format; anything else that stands there is text. */
    private static Text text(String text, String name) {
        return STRUCTURE.contains(name) && text.matches("\\w*") ? Text.of(text) : Text.said(text);
    }
}
