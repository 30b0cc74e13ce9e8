package org.cria.model.eval.instruction;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.cria.kernels.CriaException;
import org.cria.model.json.JsonValue;

/** What an instruction says besides its kind, as the data set has it: {@code {"num_words": 300, "relation": "at least"}}. */
final class InstructionArguments {
    private final String instruction;
    private final Map<String, JsonValue> values;

    InstructionArguments(String instruction, Map<String, JsonValue> values) {
        this.instruction = instruction;
        this.values = values;
    }

    /** @throws CriaException that says what is wrong with one */
    private CriaException wrong(String name, String expected) {
        JsonValue found = values.getOrDefault(name, new JsonValue.Null());
        return new CriaException("'" + name + "' of " + instruction + " is "
                + (found instanceof JsonValue.Null ? "missing" : found) + ", expected " + expected
                + ". Give the data set as it is published.");
    }

    String text(String name) {
        if (values.get(name) instanceof JsonValue.Text(String text) && !CountedText.isBlank(text)) {
            return text;
        }
        throw wrong(name, "a text");
    }

    /** At least one. */
    List<String> texts(String name) {
        if (values.get(name) instanceof JsonValue.Array(List<JsonValue> items)
                && !items.isEmpty()
                && items.stream().allMatch(JsonValue.Text.class::isInstance)) {
            return items.stream().map(item -> ((JsonValue.Text) item).value()).toList();
        }
        throw wrong(name, "a list of texts, at least one");
    }

    /** 0 or more, also where it is written with a fraction of none: files that pandas wrote have {@code 3.0}. */
    int count(String name) {
        if (values.get(name) instanceof JsonValue.Numeric number
                && number.isWhole()
                && number.value().signum() >= 0
                && number.value().intValue() == number.value().doubleValue()) {
            return number.value().intValue();
        }
        throw wrong(name, "a whole number of 0 or more");
    }

    Relation relation(String name) {
        if (values.get(name) instanceof JsonValue.Text(String text)) {
            for (Relation each : Relation.values()) {
                if (each.words().equals(text)) {
                    return each;
                }
            }
        }
        throw wrong(
                name,
                Arrays.stream(Relation.values())
                        .map(each -> "'" + each.words() + "'")
                        .collect(Collectors.joining(" or ")));
    }
}
