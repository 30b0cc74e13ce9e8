package org.cria.model.tool;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cria.model.json.JsonValue;
import org.cria.model.template.Value;

/**
 * Tools as OpenAI's API has them: {@code {"type": "function", "function": {"name": …, "description": …, "parameters": {…}}}} each.
 *
 * @param all as they were given
 */
public record ToolList(List<JsonValue.Members> all) {
    private static final int MOST = 128;
    private static final String TOOLS = "tools";
    static final String FUNCTION = "function";

    public ToolList {
        all = List.copyOf(all);
    }

    /**
     * Reads a list of tools.
     *
     * @throws WrongToolException with the place in it that is wrong; the list itself is called {@code tools}
     */
    public static ToolList read(JsonValue json) {
        if (!(json instanceof JsonValue.Array(List<JsonValue> items))) {
            throw wrong(TOOLS, "is no list", "a list of tools");
        }
        if (items.size() > MOST) {
            throw new WrongToolException(
                    TOOLS, "'tools' has " + items.size() + " tools, expected at most " + MOST + ".", false);
        }
        List<JsonValue.Members> all = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < items.size(); i++) {
            String place = TOOLS + "[" + i + "]";
            JsonValue.Members tool = object(Optional.of(items.get(i)), place);
            check(tool, place, names);
            all.add(tool);
        }
        return new ToolList(all);
    }

    private static void check(JsonValue.Members tool, String place, Set<String> names) {
        if (tool.members().containsKey("type") && !text(tool, "type").equals(FUNCTION)) {
            String at = place + ".type";
            throw new WrongToolException(at, "'" + at + "' is '" + text(tool, "type") + "', expected function.", true);
        }
        String inside = place + "." + FUNCTION;
        JsonValue.Members function = object(member(tool, FUNCTION), inside);
        String name = text(function, "name");
        if (!name.matches("[a-zA-Z0-9_.-]{1,64}") || !names.add(name)) {
            throw wrong(
                    inside + ".name",
                    "is '" + name + "'",
                    "up to 64 letters, digits, '_', '-' or '.', another for each tool");
        }
    }

    private static JsonValue.Members object(Optional<JsonValue> value, String place) {
        if (value.isPresent() && value.get() instanceof JsonValue.Members members) {
            return members;
        }
        throw wrong(place, value.isEmpty() ? "is missing" : "is no object", "an object");
    }

    private static WrongToolException wrong(String place, String found, String expected) {
        return new WrongToolException(place, "'" + place + "' " + found + ", expected " + expected + ".", false);
    }

    /** A member that is there and not null. */
    static Optional<JsonValue> member(JsonValue.Members object, String name) {
        return Optional.ofNullable(object.members().get(name)).filter(value -> !(value instanceof JsonValue.Null));
    }

    /** A member that is a text; empty if it is none. */
    static String text(JsonValue.Members object, String name) {
        return object.members().get(name) instanceof JsonValue.Text(String text) ? text : "";
    }

    /** What a tool is called, what it does and takes. */
    static JsonValue.Members function(JsonValue.Members tool) {
        return tool.members().get(FUNCTION) instanceof JsonValue.Members function
                ? function
                : new JsonValue.Members(Map.of());
    }

    /** What the tools are called, in order. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        all.forEach(tool -> names.add(text(function(tool), "name")));
        return names;
    }

    /**
     * A tool as people read it.
     *
     * @param parameters names of those that its schema tells of
     * @param description empty where it has none
     */
    public record Entry(String name, List<String> parameters, String description) {}

    /** The tools as people read them. */
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (JsonValue.Members tool : all) {
            JsonValue.Members function = function(tool);
            List<String> parameters = member(function, "parameters")
                    .map(schema -> schema instanceof JsonValue.Members object
                            ? object.members().get("properties")
                            : null)
                    .map(properties -> properties instanceof JsonValue.Members named
                            ? List.copyOf(named.members().keySet())
                            : List.<String>of())
                    .orElse(List.of());
            entries.add(new Entry(text(function, "name"), parameters, text(function, "description")));
        }
        return entries;
    }

    /** The tools that a template's variable has; empty if it has none. */
    public static Optional<ToolList> of(Value value) {
        try {
            return Optional.of(read(TemplateValues.json(value)))
                    .filter(list -> !list.all().isEmpty());
        } catch (WrongToolException e) {
            return Optional.empty(); // the template may know what it is
        }
    }

    /** What a template's variable is to have. */
    public Value value() {
        return all.isEmpty() ? Value.NONE : TemplateValues.of(json());
    }

    /** The list in JSON. */
    public JsonValue json() {
        return new JsonValue.Array(List.copyOf(all));
    }
}
