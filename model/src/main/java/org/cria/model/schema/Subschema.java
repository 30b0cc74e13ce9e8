package org.cria.model.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.cria.kernels.CriaException;
import org.cria.model.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** A schema within a document. Equal where they stand at the same place. */
final class Subschema {
    private final SchemaDocument document;
    private final JsonValue json;
    private final String pointer;

    /** @param pointer where it stands, as {@code #/properties/age} */
    Subschema(SchemaDocument document, JsonValue json, String pointer) {
        this.document = document;
        this.json = json;
        this.pointer = pointer;
        if (!(json instanceof JsonValue.Members) && !(json instanceof JsonValue.Truth)) {
            throw error("this is " + json, "a schema: an object, true or false");
        }
    }

    String pointer() {
        return pointer;
    }

    /** Whether it is {@code true}: everything. */
    boolean allowsAll() {
        return json instanceof JsonValue.Truth truth && truth.value();
    }

    /** Whether it is {@code false}: nothing. */
    boolean allowsNothing() {
        return json instanceof JsonValue.Truth truth && !truth.value();
    }

    boolean has(String keyword) {
        return value(keyword) != null;
    }

    private @Nullable JsonValue value(String keyword) {
        return json instanceof JsonValue.Members members ? members.members().get(keyword) : null;
    }

    /** Its keywords, in their order. */
    Set<String> keywords() {
        return json instanceof JsonValue.Members members ? members.members().keySet() : Set.of();
    }

    Optional<BigDecimal> number(String keyword) {
        JsonValue value = value(keyword);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof JsonValue.Numeric number) {
            return Optional.of(number.value());
        }
        throw error(keyword, "this is " + value, "a number");
    }

    OptionalInt count(String keyword) {
        Optional<BigDecimal> number = number(keyword);
        if (number.isEmpty()) {
            return OptionalInt.empty();
        }
        BigDecimal value = number.get();
        if (value.signum() < 0 || !new JsonValue.Numeric(value, "").isWhole()) {
            throw error(keyword, "this is " + value, "a whole number, 0 or more");
        }
        return OptionalInt.of(value.min(BigDecimal.valueOf(Integer.MAX_VALUE)).intValue());
    }

    Optional<String> text(String keyword) {
        JsonValue value = value(keyword);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof JsonValue.Text text) {
            return Optional.of(text.value());
        }
        throw error(keyword, "this is " + value, "a string");
    }

    boolean flag(String keyword) {
        JsonValue value = value(keyword);
        if (value == null || value instanceof JsonValue.Truth) {
            return value instanceof JsonValue.Truth truth && truth.value();
        }
        throw error(keyword, "this is " + value, "true or false");
    }

    /** The values that {@code enum} and {@code const} leave; empty where there is neither. */
    Optional<List<JsonValue>> values() {
        JsonValue constant = value("const");
        JsonValue all = value("enum");
        if (all != null && !(all instanceof JsonValue.Array)) {
            throw error("enum", "this is " + all, "an array of values");
        }
        List<JsonValue> listed = all instanceof JsonValue.Array array ? array.items() : List.of();
        if (all != null && listed.isEmpty()) {
            throw unmeetable("enum", "no value is listed", "one at least");
        }
        if (constant == null) {
            return all == null ? Optional.empty() : Optional.of(listed);
        }
        if (all != null && !listed.contains(constant)) {
            throw unmeetable("const", "this is not among those of 'enum'", "one of them");
        }
        return Optional.of(List.of(constant));
    }

    /** The types it names; all where it names none. */
    Set<Type> types() {
        Set<Type> types = EnumSet.noneOf(Type.class);
        for (String name : typeNames()) {
            types.add(Type.named(name)
                    .orElseThrow(() -> error(
                            "type",
                            "there is no type '" + name + "'",
                            "null, boolean, integer, number, string, array or object")));
        }
        if (!types.isEmpty() && flag("nullable")) {
            types.add(Type.NULL);
        }
        return has("type") ? types : Type.all();
    }

    /** Whether numbers have to be whole. */
    boolean isWhole() {
        List<String> names = typeNames();
        return names.contains("integer") && !names.contains("number");
    }

    private List<String> typeNames() {
        JsonValue value = value("type");
        return switch (value) {
            case null -> List.of();
            case JsonValue.Text text -> List.of(text.value());
            case JsonValue.Array array -> texts("type");
            default -> throw error("type", "this is " + value, "the name of a type, or an array of names");
        };
    }

    /** The strings of an array; none where there is no array. */
    List<String> texts(String keyword) {
        JsonValue value = value(keyword);
        if (value == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        if (value instanceof JsonValue.Array array) {
            for (JsonValue item : array.items()) {
                if (item instanceof JsonValue.Text text) {
                    texts.add(text.value());
                }
            }
            if (texts.size() == array.items().size()) {
                return texts;
            }
        }
        throw error(keyword, "this is " + value, "an array of strings");
    }

    Optional<Subschema> schema(String keyword) {
        JsonValue value = value(keyword);
        return value == null ? Optional.empty() : Optional.of(document.at(pointer(keyword), value));
    }

    /** The schemas of an array; none where there is no array. */
    List<Subschema> schemas(String keyword) {
        JsonValue value = value(keyword);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof JsonValue.Array array)) {
            throw error(keyword, "this is " + value, "an array of schemas");
        }
        List<Subschema> schemas = new ArrayList<>();
        for (int i = 0; i < array.items().size(); i++) {
            schemas.add(document.at(pointer(keyword) + "/" + i, array.items().get(i)));
        }
        return schemas;
    }

    /** Schemas by name; none where there are no members. */
    Map<String, Subschema> named(String keyword) {
        JsonValue value = value(keyword);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof JsonValue.Members members)) {
            throw error(keyword, "this is " + value, "an object of schemas");
        }
        Map<String, Subschema> schemas = new LinkedHashMap<>();
        members.members()
                .forEach((name, schema) ->
                        schemas.put(name, document.at(pointer(keyword) + "/" + SchemaDocument.escaped(name), schema)));
        return schemas;
    }

    /** What {@code $ref} points to. */
    Optional<Subschema> reference() {
        return text("$ref").map(reference -> document.resolve(reference, pointer("$ref")));
    }

    String pointer(String keyword) {
        return pointer + "/" + SchemaDocument.escaped(keyword);
    }

    CriaException error(String keyword, String found, String expected) {
        return SchemaDocument.error(pointer(keyword), found, expected);
    }

    private CriaException error(String found, String expected) {
        return SchemaDocument.error(pointer, found, expected);
    }

    UnmeetableException unmeetable(String keyword, String found, String expected) {
        return new UnmeetableException(SchemaDocument.message(pointer(keyword), found, expected));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Subschema schema && pointer.equals(schema.pointer);
    }

    @Override
    public int hashCode() {
        return pointer.hashCode();
    }

    @Override
    public String toString() {
        return pointer;
    }
}
