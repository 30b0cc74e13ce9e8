package org.cria.model.schema;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What of schemas is enforced. Anything else is refused, save what says nothing of values. */
final class Keywords {
    private static final Set<String> ENFORCED = Stream.concat(
                    Stream.of(Type.values()).flatMap(type -> type.keywords().stream()),
                    Stream.of("type", "nullable", "enum", "const", "anyOf", "oneOf", "allOf", "$ref"))
            .collect(Collectors.toUnmodifiableSet());

    /** Notes for people, and places for other schemas. */
    private static final Set<String> NOTES = Set.of(
            "title",
            "description",
            "default",
            "examples",
            "example",
            "deprecated",
            "readOnly",
            "writeOnly",
            "$schema",
            "$comment",
            "$defs",
            "definitions");

    private static final String ROOT = "#";

    /** What to write instead of what is not supported, where there is something. */
    private static final Map<String, String> INSTEAD = Map.of(
            "additionalItems", "items behind prefixItems",
            "if", "anyOf with the cases spelled out",
            "then", "anyOf with the cases spelled out",
            "else", "anyOf with the cases spelled out",
            "dependentRequired", "anyOf with the cases spelled out",
            "dependentSchemas", "anyOf with the cases spelled out",
            "dependencies", "anyOf with the cases spelled out",
            "unevaluatedProperties", "additionalProperties in one schema with all properties",
            "unevaluatedItems", "items behind prefixItems",
            "propertyNames", "patternProperties");

    private Keywords() {}

    /** @throws org.cria.kernels.CriaException naming the first keyword that could not be enforced */
    static void check(Subschema schema) {
        for (String keyword : schema.keywords()) {
            boolean id = keyword.equals("$id") && schema.pointer().equals(ROOT);
            if (!ENFORCED.contains(keyword) && !NOTES.contains(keyword) && !keyword.startsWith("x-") && !id) {
                throw schema.error(
                        keyword,
                        "'" + keyword + "' is not supported",
                        INSTEAD.getOrDefault(keyword, "a schema without it"));
            }
        }
    }
}
