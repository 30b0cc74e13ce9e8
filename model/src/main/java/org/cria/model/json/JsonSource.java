package org.cria.model.json;

import java.util.IdentityHashMap;

/** A text in JSON, read, that knows where its values stand: what is wrong with one can be said with its line. */
public final class JsonSource {
    private final String text;
    private final JsonValue value;
    private final IdentityHashMap<JsonValue, Integer> starts;

    private JsonSource(String text, JsonValue value, IdentityHashMap<JsonValue, Integer> starts) {
        this.text = text;
        this.value = value;
        this.starts = starts;
    }

    /**
     * Reads a text.
     *
     * @throws org.cria.kernels.CriaException with line and column, if it is no JSON
     */
    public static JsonSource parse(String text) {
        IdentityHashMap<JsonValue, Integer> starts = new IdentityHashMap<>();
        return new JsonSource(text, new JsonReader(text, starts).value(), starts);
    }

    /** The whole. */
    public JsonValue value() {
        return value;
    }

    /**
     * The line, from 1, on which a value begins.
     *
     * @param part the {@link #value} or a part of it, that very object
     */
    public int line(JsonValue part) {
        Integer start = starts.get(part);
        if (start == null) {
            throw new IllegalArgumentException("not a part of this text: " + part);
        }
        return 1 + (int) text.substring(0, start).chars().filter(c -> c == '\n').count();
    }
}
