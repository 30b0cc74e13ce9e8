package org.cria.model.tool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cria.kernels.CriaException;
import org.cria.model.grammar.Grammar;
import org.cria.model.grammar.GrammarBinding;
import org.cria.model.grammar.TokenGrammar;
import org.cria.model.json.JsonValue;
import org.cria.model.schema.JsonSchema;
import org.cria.model.template.Value;

/**
 * The tools that a model may call in an answer.
 *
 * @param list all that it is told of
 * @param callable names of those that may be called
 * @param required whether one has to be called
 * @param several whether an answer may have more than one call
 * @param told whether the template tells them to the model; else a text of ours does
 */
public record Tools(
        ToolList list, Set<String> callable, boolean required, boolean several, boolean told, ToolFormat format) {
    private static final String PROPERTIES = "properties";

    public Tools {
        callable = Set.copyOf(callable);
    }

    /**
     * Tools of which the model may call any, as often as it likes.
     *
     * @param template in Jinja
     * @throws WrongToolException if the template writes calls in a way that is not known
     */
    public static Tools of(ToolList list, String template) {
        ToolFormat format = ToolFormat.of(template)
                .orElseThrow(() -> new WrongToolException(
                        "tools",
                        "the model's chat template writes calls of tools in a way that Cria does not know, expected that of"
                                + " Hermes and Qwen, Llama 3.1 or Mistral.",
                        true));
        return new Tools(list, list.names(), false, true, ToolFormat.isKnownTo(template), format);
    }

    /** The same with other rules of what may be called. */
    public Tools with(Set<String> names, boolean isRequired, boolean areSeveral) {
        return new Tools(list, names, isRequired, areSeveral, told, format);
    }

    /** What the template is given. */
    public Value value() {
        return told ? TemplateValues.of(list.json()) : Value.NONE;
    }

    /** What is told to the model where its template knows no tools. */
    public String text() {
        StringBuilder text =
                new StringBuilder("You may call functions to help with what the user asks for. They are:\n");
        list.all().forEach(tool -> text.append(ToolList.function(tool)).append('\n'));
        return text.append("To call one, answer with its name and arguments as JSON between marks:\n")
                .append("<tool_call>\n{\"name\": \"…\", \"arguments\": {…}}\n</tool_call>")
                .toString();
    }

    /**
     * What calls are bound to, from their first character on; the text behind the first mark where none has to come.
     *
     * @throws WrongToolException if what the schemas of the tools ask for cannot be enforced
     */
    public Grammar grammar() {
        List<JsonValue> calls = new ArrayList<>();
        for (int i = 0; i < list.all().size(); i++) {
            JsonValue.Members function = ToolList.function(list.all().get(i));
            String name = ToolList.text(function, "name");
            if (callable.contains(name)) {
                JsonValue schema = ToolList.member(function, "parameters").orElse(nothing());
                // Alone first: what is wrong is told with its place in the tool's own schema.
                var _ = checked("tools[" + i + "].function.parameters", schema);
                calls.add(call(name, schema, calls.size()));
            }
        }
        return bound(checked("tools", object("anyOf", new JsonValue.Array(calls))));
    }

    private static Grammar checked(String place, JsonValue schema) {
        try {
            return JsonSchema.grammar(schema.toString());
        } catch (CriaException e) {
            throw new WrongToolException(place, "'" + place + "': " + e.getMessage(), false);
        }
    }

    /**
     * From where on an answer is bound to {@link #grammar}: from the first character, the mark of a call, or the name of a tool. Half a
     * call is none, so no stop string ends it.
     *
     * @param rules the grammar, made for the model's tokens
     */
    public GrammarBinding binding(TokenGrammar rules) {
        GrammarBinding binding = switch (format) {
            case MARKED, LISTED -> GrammarBinding.onceMarked(rules, List.of(format.begin()));
            case WHOLE -> GrammarBinding.onceBegun(rules, quoted(callable));
        };
        return (required ? GrammarBinding.atOnce(rules) : binding).asWhole();
    }

    private static List<String> quoted(Set<String> names) {
        return names.stream()
                .map(name -> new JsonValue.Text(name).toString())
                .sorted()
                .toList();
    }

    /** Calls as they are written. */
    private Grammar bound(Grammar grammar) {
        return switch (format) {
            case MARKED -> {
                String end = "\n" + format.end();
                Grammar marked = grammar.between(format.begin() + "\n", end);
                Grammar first = required ? marked : grammar.between("\n", end);
                yield several ? first.then(marked, "\n") : first;
            }
            case LISTED -> (several ? grammar.then(grammar, ", ") : grammar).between("[", "]");
            case WHOLE -> grammar;
        };
    }

    /** Of a tool without parameters. */
    private static JsonValue nothing() {
        return object("type", new JsonValue.Text("object"), PROPERTIES, object());
    }

    private JsonValue call(String name, JsonValue schema, int index) {
        JsonValue own = moved(schema, "#/anyOf/" + index + "/properties/" + format.arguments());
        if (own instanceof JsonValue.Members(Map<String, JsonValue> members)) {
            Map<String, JsonValue> nameless = new LinkedHashMap<>(members);
            nameless.remove("$id");
            own = new JsonValue.Members(nameless);
        }
        JsonValue.Text arguments = new JsonValue.Text(format.arguments());
        return object(
                "type",
                new JsonValue.Text("object"),
                "additionalProperties",
                new JsonValue.Truth(false),
                PROPERTIES,
                object("name", object("const", new JsonValue.Text(name)), format.arguments(), own),
                "required",
                new JsonValue.Array(List.of(new JsonValue.Text("name"), arguments)));
    }

    /** References are to where the schema stands now. */
    private static JsonValue moved(JsonValue json, String place) {
        return switch (json) {
            case JsonValue.Array(List<JsonValue> items) ->
                new JsonValue.Array(
                        items.stream().map(each -> moved(each, place)).toList());
            case JsonValue.Members(Map<String, JsonValue> members) -> {
                Map<String, JsonValue> all = new LinkedHashMap<>();
                members.forEach((name, value) -> all.put(
                        name,
                        name.equals("$ref") && value instanceof JsonValue.Text(String to) && to.startsWith("#")
                                ? new JsonValue.Text(place + to.substring(1))
                                : moved(value, place)));
                yield new JsonValue.Members(all);
            }
            case JsonValue.Null _, JsonValue.Truth _, JsonValue.Numeric _, JsonValue.Text _ -> json;
        };
    }

    /** @param namesAndValues in turns */
    private static JsonValue.Members object(Object... namesAndValues) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put((String) namesAndValues[i], (JsonValue) namesAndValues[i + 1]);
        }
        return new JsonValue.Members(members);
    }
}
