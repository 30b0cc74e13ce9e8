package org.cria.model.schema;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.cria.kernels.CriaException;
import org.cria.model.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** A whole schema, and what its references point to. Nothing is ever fetched. */
final class SchemaDocument {
    private static final int SHOWN = 100;

    private final JsonValue json;
    private final Map<String, Subschema> schemas = new HashMap<>();

    SchemaDocument(JsonValue json) {
        this.json = json;
    }

    Subschema root() {
        return at("#", json);
    }

    /** The schema at a place, one for each. */
    Subschema at(String pointer, JsonValue schema) {
        Subschema known = schemas.get(pointer);
        if (known == null) {
            known = new Subschema(this, schema, pointer);
            Keywords.check(known);
            schemas.put(pointer, known);
        }
        return known;
    }

    /**
     * What a reference points to.
     *
     * @param place where it stands
     */
    Subschema resolve(String reference, String place) {
        if (!reference.equals("#") && !reference.startsWith("#/")) {
            throw error(
                    place,
                    "'" + reference + "' points out of the schema, or to an anchor, and nothing is fetched",
                    "a place within it, such as #/$defs/name");
        }
        JsonValue found = json;
        String[] names = reference.substring(1).split("/", -1);
        StringBuilder pointer = new StringBuilder("#");
        for (int i = 1; i < names.length; i++) {
            String name;
            try {
                name = URLDecoder.decode(names[i].replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                name = names[i];
            }
            name = name.replace("~1", "/").replace("~0", "~");
            pointer.append('/').append(escaped(name));
            found = child(found, name);
            if (found == null) {
                throw error(place, "there is nothing at '" + reference + "'", "the place of a schema");
            }
        }
        return at(pointer.toString(), found);
    }

    private static @Nullable JsonValue child(JsonValue parent, String name) {
        return switch (parent) {
            case JsonValue.Members members -> members.members().get(name);
            case JsonValue.Array array ->
                name.matches("\\d{1,6}")
                                && Integer.parseInt(name) < array.items().size()
                        ? array.items().get(Integer.parseInt(name))
                        : null;
            case JsonValue.Null nothing -> null;
            case JsonValue.Truth truth -> null;
            case JsonValue.Numeric number -> null;
            case JsonValue.Text text -> null;
        };
    }

    /** A name as a part of a JSON pointer. */
    static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    static CriaException error(String pointer, String found, String expected) {
        return new CriaException(message(pointer, found, expected));
    }

    static String message(String pointer, String found, String expected) {
        String shown = found.length() <= SHOWN ? found : found.substring(0, SHOWN) + "…";
        return "the schema, " + pointer + ": " + shown + ", expected " + expected + ".";
    }
}
