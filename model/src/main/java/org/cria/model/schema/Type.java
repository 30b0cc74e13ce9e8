package org.cria.model.schema;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.cria.model.json.JsonValue;

/** Types of values. Whole numbers are numbers. */
enum Type {
    NULL,
    BOOLEAN,
    NUMBER,
    STRING,
    ARRAY,
    OBJECT;

    /** What schemas say of values of this type alone. */
    Set<String> keywords() {
        return switch (this) {
            case NULL, BOOLEAN -> Set.of();
            case NUMBER -> Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf");
            case STRING -> Set.of("minLength", "maxLength", "pattern", "format");
            case ARRAY -> Set.of("items", "prefixItems", "minItems", "maxItems", "uniqueItems");
            case OBJECT ->
                Set.of(
                        "properties",
                        "required",
                        "additionalProperties",
                        "patternProperties",
                        "minProperties",
                        "maxProperties");
        };
    }

    static Set<Type> all() {
        return EnumSet.allOf(Type.class);
    }

    /** By the name that schemas use. */
    static Optional<Type> named(String name) {
        return name.equals("integer")
                ? Optional.of(NUMBER)
                : Arrays.stream(values())
                        .filter(type -> type.name().toLowerCase(Locale.ROOT).equals(name))
                        .findFirst();
    }

    static Type of(JsonValue value) {
        return switch (value) {
            case JsonValue.Null nothing -> NULL;
            case JsonValue.Truth truth -> BOOLEAN;
            case JsonValue.Numeric number -> NUMBER;
            case JsonValue.Text text -> STRING;
            case JsonValue.Array array -> ARRAY;
            case JsonValue.Members members -> OBJECT;
        };
    }
}
