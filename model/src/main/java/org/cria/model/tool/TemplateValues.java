package org.cria.model.tool;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cria.model.json.JsonValue;
import org.cria.model.template.Text;
import org.cria.model.template.Value;

/** JSON as values of a template. Texts are what somebody said: they never become control tokens. */
final class TemplateValues {
    private TemplateValues() {}

    static Value of(JsonValue json) {
        return switch (json) {
            case JsonValue.Null _ -> Value.NONE;
            case JsonValue.Truth(boolean value) -> Value.of(value);
            case JsonValue.Numeric number -> number(number);
            case JsonValue.Text(String text) -> Text.said(text);
            case JsonValue.Array(List<JsonValue> items) ->
                Value.list(items.stream().map(TemplateValues::of).toList());
            case JsonValue.Members(Map<String, JsonValue> members) -> {
                Map<Value, Value> all = new LinkedHashMap<>();
                members.forEach((name, value) -> all.put(Text.said(name), of(value)));
                yield Value.dict(all);
            }
        };
    }

    /** A value in JSON; what JSON has not is null. */
    static JsonValue json(Value value) {
        return switch (value) {
            case Value.Bool(boolean is) -> new JsonValue.Truth(is);
            case Value.Whole(long number) -> number(Long.toString(number));
            case Value.Real(double number) ->
                Double.isFinite(number) ? number(Double.toString(number)) : new JsonValue.Null();
            case Text text -> new JsonValue.Text(text.toString());
            case Value.Items(List<Value> all, Value.Kind _) ->
                new JsonValue.Array(all.stream().map(TemplateValues::json).toList());
            case Value.Dict(Map<Value, Value> entries) -> {
                Map<String, JsonValue> all = new LinkedHashMap<>();
                entries.forEach((name, each) -> all.put(name.toString(), json(each)));
                yield new JsonValue.Members(all);
            }
            default -> new JsonValue.Null();
        };
    }

    private static JsonValue number(String text) {
        return new JsonValue.Numeric(new BigDecimal(text), text);
    }

    private static Value number(JsonValue.Numeric number) {
        try {
            return number.text().matches("-?[0-9]+")
                    ? Value.of(number.value().longValueExact())
                    : new Value.Real(number.value().doubleValue());
        } catch (ArithmeticException e) {
            return new Value.Real(number.value().doubleValue()); // beyond 64 bits
        }
    }
}
