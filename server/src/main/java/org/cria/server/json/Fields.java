package org.cria.server.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The fields of an object in a request. One that is null counts as left out, as clients mean it. */
public final class Fields {
    private static final int SHOWN = 60;

    private final ObjectNode object;
    private final String path;

    /** @param path of the object in the request, with a dot behind it; empty for the whole */
    Fields(ObjectNode object, String path) {
        this.object = object;
        this.path = path;
    }

    /** A field's name in messages. */
    public String name(String field) {
        return path + field;
    }

    /** What a field holds; empty where it is left out. */
    public Optional<JsonNode> get(String field) {
        JsonNode node = object.get(field);
        return node == null || node.isNull() ? Optional.empty() : Optional.of(node);
    }

    public Optional<String> text(String field) {
        return get(field).map(node -> {
            check(node.isTextual(), field, node, "a text");
            return node.textValue();
        });
    }

    /** A truth value; false where it is left out. */
    public boolean flag(String field) {
        return flag(field, false);
    }

    /** The same with another value where it is left out. */
    public boolean flag(String field, boolean standard) {
        return get(field)
                .map(node -> {
                    check(node.isBoolean(), field, node, "true or false");
                    return node.booleanValue();
                })
                .orElse(standard);
    }

    /** A whole number in a range. */
    public OptionalLong whole(String field, long least, long most) {
        Optional<JsonNode> node = get(field);
        if (node.isEmpty()) {
            return OptionalLong.empty();
        }
        JsonNode found = node.get();
        boolean whole = found.isIntegralNumber() && found.canConvertToLong();
        boolean fits = whole && found.longValue() >= least && found.longValue() <= most;
        boolean tooLarge = found.isIntegralNumber() && found.doubleValue() > most;
        check(fits, field, found, tooLarge ? "at most " + most : "a whole number" + range(least, most));
        return OptionalLong.of(found.longValue());
    }

    private static String range(long least, long most) {
        if (most == Long.MAX_VALUE || most == Integer.MAX_VALUE) {
            return least == Long.MIN_VALUE || least == Integer.MIN_VALUE ? "" : ", " + least + " or more";
        }
        return " from " + least + " to " + most;
    }

    public OptionalDouble number(String field) {
        Optional<JsonNode> node = get(field);
        node.ifPresent(
                found -> check(found.isNumber() && Double.isFinite(found.doubleValue()), field, found, "a number"));
        return node.isPresent() ? OptionalDouble.of(node.get().doubleValue()) : OptionalDouble.empty();
    }

    /** An object in a field. */
    public Optional<Fields> fields(String field) {
        return get(field).map(node -> {
            check(node.isObject(), field, node, "an object");
            return new Fields((ObjectNode) node, path + field + ".");
        });
    }

    /** The objects of a list. */
    public List<Fields> list(String field) {
        JsonNode node = get(field).orElse(null);
        if (node == null) {
            return List.of();
        }
        check(node.isArray(), field, node, "a list of objects");
        List<Fields> all = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            String each = field + "[" + i + "]";
            check(node.get(i).isObject(), each, node.get(i), "an object");
            all.add(new Fields((ObjectNode) node.get(i), path + each + "."));
        }
        return all;
    }

    /** A text, or a list of texts. */
    public List<String> texts(String field, int most) {
        JsonNode node = get(field).orElse(null);
        if (node == null) {
            return List.of();
        }
        if (node.isTextual()) {
            return List.of(node.textValue());
        }
        check(node.isArray() && node.size() <= most, field, node, "a text, or a list of at most " + most + " texts");
        List<String> all = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            check(node.get(i).isTextual(), field + "[" + i + "]", node.get(i), "a text");
            all.add(node.get(i).textValue());
        }
        return all;
    }

    /** All of them as they are; not to be changed. */
    public ObjectNode object() {
        return object;
    }

    /** The names of all fields that are not left out. */
    public List<String> names() {
        return object.properties().stream()
                .filter(entry -> !entry.getValue().isNull())
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * Refuses what a field holds, unless it is as expected.
     *
     * @throws ApiException naming the field, what was found, and what was expected
     */
    public void check(boolean fine, String field, JsonNode found, String expected) {
        if (!fine) {
            throw wrong(field, found, expected);
        }
    }

    /** That a field holds something else than expected. */
    public ApiException wrong(String field, JsonNode found, String expected) {
        return ApiException.wrong(
                name(field), "'" + name(field) + "' is " + shown(found) + ", expected " + expected + ".");
    }

    private static String shown(JsonNode found) {
        if (found.isContainerNode()) {
            return kind(found) + (found.isArray() ? " of " + found.size() : "");
        }
        String text = found.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    /** What kind of value it is, for messages. */
    static String kind(JsonNode found) {
        return switch (found.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case STRING -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "a truth value";
            case NULL -> "null";
            case BINARY, POJO, MISSING -> "nothing";
        };
    }
}
