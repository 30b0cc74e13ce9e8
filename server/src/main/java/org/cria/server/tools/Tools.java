package org.cria.server.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cria.model.Model;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.grammar.Grammar;
import org.cria.model.grammar.GrammarBinding;
import org.cria.model.template.Value;
import org.cria.server.form.AnswerForms;
import org.cria.server.json.ApiException;
import org.cria.server.json.Fields;
import org.cria.server.json.Json;

/**
 * The tools of a request.
 *
 * @param all as the request has them
 * @param callable names of those that may be called
 * @param required whether one has to be called
 * @param several whether an answer may have more than one call
 * @param told whether the template tells them to the model; else a text of ours does
 */
public record Tools(
        List<ObjectNode> all,
        Set<String> callable,
        boolean required,
        boolean several,
        boolean told,
        ToolFormat format) {
    private static final int MOST = 128;
    private static final String TOOLS = "tools";
    private static final String CHOICE = "tool_choice";
    private static final String FUNCTION = "function";

    /**
     * Those of a request; empty where it has none, or wants none to be called.
     *
     * @throws ApiException naming what is wrong
     */
    public static Optional<Tools> read(Fields request, ChatTemplate template) {
        List<ObjectNode> all = new ArrayList<>();
        Set<String> names = new HashSet<>();
        List<Fields> given = request.list(TOOLS);
        if (given.size() > MOST) {
            throw ApiException.wrong(TOOLS, "'tools' has " + given.size() + " tools, expected at most " + MOST + ".");
        }
        for (int i = 0; i < given.size(); i++) {
            Fields tool = given.get(i);
            String type = tool.text("type").orElse(FUNCTION);
            if (!type.equals(FUNCTION)) {
                throw ApiException.lacking(
                        tool.name("type"), "'" + tool.name("type") + "' is '" + type + "', expected function.");
            }
            Fields function = tool.fields(FUNCTION)
                    .orElseThrow(() -> ApiException.wrong(
                            tool.name(FUNCTION), "'" + tool.name(FUNCTION) + "' is missing, expected an object."));
            String name = function.text("name").orElse("");
            if (!name.matches("[a-zA-Z0-9_.-]{1,64}") || !names.add(name)) {
                throw ApiException.wrong(
                        function.name("name"),
                        "'" + function.name("name") + "' is '" + name
                                + "', expected up to 64 letters, digits, '_', '-' or '.', another for each tool.");
            }
            all.add((ObjectNode) request.get(TOOLS).orElseThrow().get(i));
        }
        return chosen(request, all, names, template);
    }

    private static Optional<Tools> chosen(
            Fields request, List<ObjectNode> all, Set<String> names, ChatTemplate template) {
        JsonNode choice = request.get(CHOICE).orElse(null);
        boolean auto = choice == null || choice.asText().equals("auto");
        boolean none = choice != null && choice.asText().equals("none");
        if (all.isEmpty()) {
            if (!auto && !none) {
                throw ApiException.wrong(CHOICE, "'tool_choice' needs 'tools' to choose from.");
            }
            return Optional.empty();
        }
        if (none) {
            return Optional.empty();
        }
        Set<String> callable = names;
        if (choice != null && choice.isObject()) {
            String name = choice.path(FUNCTION).path("name").asText();
            if (!choice.path("type").asText().equals(FUNCTION) || !names.contains(name)) {
                throw request.wrong(CHOICE, choice, "{\"type\": \"function\"} with the name of one of 'tools'");
            }
            callable = Set.of(name);
        } else if (choice != null && !auto && !choice.asText().equals("required")) {
            throw request.wrong(CHOICE, choice, "auto, none, required or a function");
        }
        ToolFormat format = ToolFormat.of(template)
                .orElseThrow(() -> ApiException.lacking(
                        TOOLS,
                        "the model's chat template writes calls of tools in a way that Cria does not know, expected that of"
                                + " Hermes and Qwen, Llama 3.1 or Mistral."));
        return Optional.of(new Tools(
                List.copyOf(all),
                Set.copyOf(callable),
                !auto,
                request.flag("parallel_tool_calls", true),
                ToolFormat.isKnownTo(template),
                format));
    }

    /** What the template is given. */
    public Value value() {
        ArrayNode list = Json.array();
        all.forEach(list::add);
        return told ? TemplateValues.of(list) : Value.NONE;
    }

    /** What is told to the model where its template knows no tools. */
    public String text() {
        StringBuilder text =
                new StringBuilder("You may call functions to help with what the user asks for. They are:\n");
        all.forEach(tool -> text.append(tool.path(FUNCTION)).append('\n'));
        return text.append("To call one, answer with its name and arguments as JSON between marks:\n")
                .append("<tool_call>\n{\"name\": \"…\", \"arguments\": {…}}\n</tool_call>")
                .toString();
    }

    /**
     * What the answer is bound to: calls are, from their first character on.
     *
     * @throws ApiException if what the schemas of the tools ask for cannot be enforced
     */
    public Optional<GrammarBinding> binding(Fields request, AnswerForms forms, Model model) {
        ArrayNode calls = Json.array();
        for (int i = 0; i < all.size(); i++) {
            JsonNode function = all.get(i).path(FUNCTION);
            if (callable.contains(function.path("name").asText())) {
                JsonNode parameters = function.path("parameters");
                JsonNode schema = parameters.isMissingNode() || parameters.isNull() ? nothing() : parameters;
                // Alone first: what is wrong is told with its place in the tool's own schema.
                forms.schema(request, TOOLS + "[" + i + "]." + FUNCTION + ".parameters", schema);
                calls.add(call(function.path("name").asText(), schema, calls.size()));
            }
        }
        ObjectNode one = Json.object();
        one.set("anyOf", calls);
        Grammar grammar = forms.schema(request, TOOLS, one);
        if (format == ToolFormat.WHOLE && !required) {
            return Optional.empty(); // whether an answer is a call is known at its end only
        }
        Grammar bound = forms.kept(format + " " + required + several + one, () -> bound(grammar));
        return Optional.of(
                required
                        ? GrammarBinding.atOnce(model.grammar(bound))
                        : GrammarBinding.onceMarked(model.grammar(bound), List.of(format.begin())));
    }

    /** Calls as they are written; behind the first mark where none has to come. */
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
    private static ObjectNode nothing() {
        ObjectNode schema = Json.object().put("type", "object");
        schema.putObject("properties");
        return schema;
    }

    private ObjectNode call(String name, JsonNode schema, int index) {
        ObjectNode call = Json.object().put("type", "object").put("additionalProperties", false);
        ObjectNode properties = call.putObject("properties");
        properties.putObject("name").put("const", name);
        JsonNode own = schema.deepCopy();
        if (own instanceof ObjectNode root) {
            root.remove("$id");
        }
        moveReferences(own, "#/anyOf/" + index + "/properties/" + format.arguments());
        properties.set(format.arguments(), own);
        call.putArray("required").add("name").add(format.arguments());
        return call;
    }

    /** References are to where the schema stands now. */
    private static void moveReferences(JsonNode node, String place) {
        if (node instanceof ObjectNode object && object.path("$ref").isTextual()) {
            String reference = object.path("$ref").textValue();
            if (reference.startsWith("#")) {
                object.put("$ref", place + reference.substring(1));
            }
        }
        node.forEach(each -> moveReferences(each, place));
    }
}
