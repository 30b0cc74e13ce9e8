package org.cria.model.schema;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.cria.model.json.JsonValue;
import org.cria.model.pattern.Automaton;

/**
 * Schemas that hold together, without alternatives.
 *
 * @param schemas those of one value; none: anything goes
 */
record Shape(List<Subschema> schemas, Patterns patterns) {
    Shape {
        schemas = List.copyOf(schemas);
    }

    /** Where it stands, for messages. */
    String place() {
        return schemas.isEmpty() ? "#" : schemas.getFirst().pointer();
    }

    /** The types that values may have. */
    Set<Type> types() {
        Set<Type> types = EnumSet.allOf(Type.class);
        schemas.forEach(schema -> types.retainAll(schema.types()));
        return types;
    }

    /**
     * The types that are generated: where none is named, those that the other keywords speak of, which is what was meant; where they
     * speak of none, all.
     */
    Set<Type> written() {
        Set<Type> types = types();
        if (schemas.stream().noneMatch(schema -> schema.has("type"))) {
            Set<Type> meant = EnumSet.noneOf(Type.class);
            for (Type type : Type.values()) {
                if (isLimited(type)) {
                    meant.add(type);
                }
            }
            if (!meant.isEmpty()) {
                types.retainAll(meant);
            }
        }
        return types;
    }

    /** Whether something is said of values of a type. */
    boolean isLimited(Type type) {
        return schemas.stream().anyMatch(schema -> type.keywords().stream().anyMatch(schema::has))
                || (type == Type.NUMBER && isWhole());
    }

    boolean isWhole() {
        return schemas.stream().anyMatch(Subschema::isWhole);
    }

    /** The values that are listed and meet all of it, each once; empty where none are listed. */
    Optional<List<JsonValue>> values() {
        for (Subschema schema : schemas) {
            Optional<List<JsonValue>> listed = schema.values();
            if (listed.isPresent()) {
                Validator validator = new Validator(patterns, true);
                return Optional.of(listed.get().stream()
                        .distinct()
                        .filter(value -> schemas.stream().allMatch(each -> validator.isValid(each, value)))
                        .toList());
            }
        }
        return Optional.empty();
    }

    /** All values there are, where they can be counted. */
    Optional<List<JsonValue>> finite() {
        Optional<List<JsonValue>> values = values();
        if (values.isEmpty() && Set.of(Type.NULL, Type.BOOLEAN).containsAll(types())) {
            List<JsonValue> all = new ArrayList<>();
            if (types().contains(Type.BOOLEAN)) {
                all.add(new JsonValue.Truth(true));
                all.add(new JsonValue.Truth(false));
            }
            if (types().contains(Type.NULL)) {
                all.add(new JsonValue.Null());
            }
            return Optional.of(all);
        }
        return values;
    }

    /** The greatest of a count that is to be reached. */
    int least(String keyword) {
        return schemas.stream()
                .map(schema -> schema.count(keyword))
                .filter(OptionalInt::isPresent)
                .mapToInt(OptionalInt::getAsInt)
                .max()
                .orElse(0);
    }

    /** The least of a count that is not to be exceeded; {@link Integer#MAX_VALUE} for no limit. */
    int most(String keyword) {
        return schemas.stream()
                .map(schema -> schema.count(keyword))
                .filter(OptionalInt::isPresent)
                .mapToInt(OptionalInt::getAsInt)
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    /** Collects something of all schemas. */
    <T> List<T> all(Function<Subschema, Optional<T>> what) {
        return schemas.stream().map(what).flatMap(Optional::stream).toList();
    }

    /** Whether some schema has a keyword. */
    boolean has(String keyword) {
        return schemas.stream().anyMatch(schema -> schema.has(keyword));
    }

    /** The names of properties that must be there. */
    Set<String> required() {
        Set<String> names = new LinkedHashSet<>();
        schemas.forEach(schema -> names.addAll(schema.texts("required")));
        return names;
    }

    /** The names of properties that are mentioned, in their order. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        schemas.forEach(schema -> names.addAll(schema.named("properties").keySet()));
        names.addAll(required());
        return names;
    }

    /** What the value of a property meets; none: anything. */
    List<Subschema> property(String name) {
        Set<Subschema> all = new LinkedHashSet<>();
        for (Subschema schema : schemas) {
            Set<Subschema> own = new LinkedHashSet<>();
            Subschema named = schema.named("properties").get(name);
            if (named != null) {
                own.add(named);
            }
            schema.named("patternProperties").forEach((pattern, value) -> {
                if (patterns.possible(pattern, value.pointer()).accepts(name)) {
                    own.add(value);
                }
            });
            if (own.isEmpty()) {
                schema.schema("additionalProperties").ifPresent(own::add);
            }
            all.addAll(own);
        }
        return List.copyOf(all);
    }

    /** What an item meets; none: anything. */
    List<Subschema> item(int index) {
        List<Subschema> all = new ArrayList<>();
        for (Subschema schema : schemas) {
            List<Subschema> first = schema.schemas("prefixItems");
            if (index < first.size()) {
                all.add(first.get(index));
            } else {
                schema.schema("items").ifPresent(all::add);
            }
        }
        return all;
    }

    /** How many items have schemas of their own. */
    int ownItems() {
        return schemas.stream()
                .mapToInt(schema -> schema.schemas("prefixItems").size())
                .max()
                .orElse(0);
    }

    /** Its strings. */
    Automaton texts(boolean sure) {
        int least = least("minLength");
        int most = most("maxLength");
        if (least > most) {
            throw unmeetable(
                    "minLength", "at least " + least + " characters, and at most " + most, "a greatest length above");
        }
        Automaton texts = Automaton.lengths(least, most);
        Set<String> places = new HashSet<>();
        for (Subschema schema : schemas) {
            for (String keyword : List.of("pattern", "format")) {
                Optional<String> text = schema.text(keyword);
                if (text.isEmpty()) {
                    continue;
                }
                String place = schema.pointer(keyword);
                places.add(place);
                String pattern = keyword.equals("pattern") ? text.get() : StringFormats.pattern(text.get(), place);
                if (!sure && keyword.equals("format")) {
                    continue; // what is generated is less than what the format allows
                }
                texts = texts.and(sure ? patterns.sure(pattern, place) : patterns.possible(pattern, place));
            }
        }
        if (texts.isEmpty()) {
            throw new UnmeetableException(SchemaDocument.message(
                    places.stream().sorted().findFirst().orElse(place()),
                    "no string meets this and what is said of its length beside it",
                    "one at least"));
        }
        return texts;
    }

    UnmeetableException unmeetable(String keyword, String found, String expected) {
        return schemas.stream()
                .filter(schema -> schema.has(keyword))
                .findFirst()
                .map(schema -> schema.unmeetable(keyword, found, expected))
                .orElseGet(() -> new UnmeetableException(SchemaDocument.message(place(), found, expected)));
    }
}
