package org.cria.model.schema;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.model.json.JsonValue;
import org.cria.model.pattern.Automaton;

/**
 * Whether values meet schemas, as far as these are supported.
 *
 * @param sure whether a value meets a schema only if every library says so; else where one might
 */
record Validator(Patterns patterns, boolean sure) {
    boolean isValid(Subschema schema, JsonValue value) {
        if (schema.allowsAll() || schema.allowsNothing()) {
            return schema.allowsAll();
        }
        return schema.types().contains(Type.of(value))
                && schema.values().map(values -> values.contains(value)).orElse(true)
                && meetsOthers(schema, value)
                && switch (value) {
                    case JsonValue.Numeric number -> isValid(schema, number);
                    case JsonValue.Text text -> isValid(schema, text);
                    case JsonValue.Array array -> isValid(schema, array);
                    case JsonValue.Members members -> isValid(schema, members);
                    case JsonValue.Null nothing -> true;
                    case JsonValue.Truth truth -> true;
                };
    }

    private boolean meetsOthers(Subschema schema, JsonValue value) {
        List<Subschema> any = schema.schemas("anyOf");
        List<Subschema> one = schema.schemas("oneOf");
        return schema.reference().map(target -> isValid(target, value)).orElse(true)
                && schema.schemas("allOf").stream().allMatch(each -> isValid(each, value))
                && (any.isEmpty() || any.stream().anyMatch(each -> isValid(each, value)))
                && (one.isEmpty()
                        || one.stream().filter(each -> isValid(each, value)).count() == 1);
    }

    private static boolean isValid(Subschema schema, JsonValue.Numeric number) {
        BigDecimal value = number.value();
        Optional<BigDecimal> step = schema.number("multipleOf");
        return (!schema.isWhole() || number.isWhole())
                && schema.number("minimum")
                        .map(least -> value.compareTo(least) >= 0)
                        .orElse(true)
                && schema.number("maximum")
                        .map(most -> value.compareTo(most) <= 0)
                        .orElse(true)
                && schema.number("exclusiveMinimum")
                        .map(least -> value.compareTo(least) > 0)
                        .orElse(true)
                && schema.number("exclusiveMaximum")
                        .map(most -> value.compareTo(most) < 0)
                        .orElse(true)
                && step.map(each -> each.signum() > 0 && value.remainder(each).signum() == 0)
                        .orElse(true);
    }

    private boolean isValid(Subschema schema, JsonValue.Text text) {
        int length = text.value().codePointCount(0, text.value().length());
        Optional<String> format = schema.text("format");
        if (format.isPresent() && sure) {
            String place = schema.pointer("format");
            if (!patterns.sure(StringFormats.pattern(format.get(), place), place)
                    .accepts(text.value())) {
                return false;
            }
        }
        return length >= schema.count("minLength").orElse(0)
                && length <= schema.count("maxLength").orElse(Integer.MAX_VALUE)
                && schema.text("pattern")
                        .map(pattern -> has(schema, pattern, "pattern", text.value()))
                        .orElse(true);
    }

    private boolean has(Subschema schema, String pattern, String keyword, String text) {
        String place = schema.pointer(keyword);
        Automaton automaton = sure ? patterns.sure(pattern, place) : patterns.possible(pattern, place);
        return automaton.accepts(text);
    }

    private boolean isValid(Subschema schema, JsonValue.Array array) {
        List<JsonValue> items = array.items();
        if (items.size() < schema.count("minItems").orElse(0)
                || items.size() > schema.count("maxItems").orElse(Integer.MAX_VALUE)
                || (schema.flag("uniqueItems") && new HashSet<>(items).size() < items.size())) {
            return false;
        }
        List<Subschema> first = schema.schemas("prefixItems");
        Optional<Subschema> others = schema.schema("items");
        for (int i = 0; i < items.size(); i++) {
            Optional<Subschema> own = i < first.size() ? Optional.of(first.get(i)) : others;
            if (own.isPresent() && !isValid(own.get(), items.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean isValid(Subschema schema, JsonValue.Members object) {
        Map<String, JsonValue> members = object.members();
        if (!members.keySet().containsAll(schema.texts("required"))
                || members.size() < schema.count("minProperties").orElse(0)
                || members.size() > schema.count("maxProperties").orElse(Integer.MAX_VALUE)) {
            return false;
        }
        Map<String, Subschema> named = schema.named("properties");
        Map<String, Subschema> matched = schema.named("patternProperties");
        for (Map.Entry<String, JsonValue> member : members.entrySet()) {
            Subschema own = named.get(member.getKey());
            boolean known = own != null;
            if (own != null && !isValid(own, member.getValue())) {
                return false;
            }
            for (Map.Entry<String, Subschema> each : matched.entrySet()) {
                if (has(schema, each.getKey(), "patternProperties", member.getKey())) {
                    known = true;
                    if (!isValid(each.getValue(), member.getValue())) {
                        return false;
                    }
                }
            }
            Optional<Subschema> others = schema.schema("additionalProperties");
            if (!known && others.isPresent() && !isValid(others.get(), member.getValue())) {
                return false;
            }
        }
        return true;
    }
}
