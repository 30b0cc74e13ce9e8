package org.cria.server.form;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.cria.kernels.CriaException;
import org.cria.model.grammar.Grammar;
import org.cria.model.schema.JsonSchema;
import org.cria.server.json.ApiException;
import org.cria.server.json.Fields;

/**
 * Reads what requests bind their answers to: OpenAI's {@code response_format}, llama-server's {@code json_schema} and {@code grammar}.
 * The grammars of the latest are kept. Thread-safe.
 */
public final class AnswerForms {
    private static final int KEPT = 32;
    private static final int LONGEST = 1 << 20;
    private static final String FORMAT = "response_format";
    private static final String SCHEMA = "json_schema";
    private static final String GRAMMAR = "grammar";

    private final Map<String, Grammar> kept = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Grammar> eldest) {
            return size() > KEPT;
        }
    };

    /** What makes a grammar of a text, told apart from others that may make another of the same. */
    private record Source(String kind, String text) {
        String key() {
            return kind + ' ' + text;
        }
    }

    /**
     * The grammar that an answer is to follow, if the request asks for one.
     *
     * @throws ApiException if it cannot be had, naming the field and the place in it
     */
    public Optional<Grammar> read(Fields request) {
        List<String> given = new ArrayList<>();
        Optional<Grammar> grammar = Optional.empty();
        for (String field : List.of(FORMAT, SCHEMA, GRAMMAR)) {
            Optional<Grammar> own = switch (field) {
                case FORMAT -> request.fields(FORMAT).flatMap(this::format);
                case SCHEMA -> request.get(SCHEMA).map(node -> schema(request, SCHEMA, node));
                default -> request.text(GRAMMAR).filter(text -> !text.isEmpty()).map(text -> gbnf(request, text));
            };
            if (own.isPresent()) {
                given.add(field);
                grammar = own;
            }
        }
        if (given.size() > 1) {
            throw ApiException.wrong(
                    given.get(1),
                    "'" + given.get(0) + "' and '" + given.get(1)
                            + "' both say what the answer is to be, expected one.");
        }
        if (grammar.isPresent()) {
            checkOthers(request, given.getFirst());
        }
        return grammar;
    }

    /** What would end the answer in the middle, or never let it end. */
    private static void checkOthers(Fields request, String field) {
        if (request.flag("ignore_eos")) {
            throw ApiException.wrong("ignore_eos", "'ignore_eos' lets no answer end that '" + field + "' binds.");
        }
        boolean stops = request.get("stop")
                .filter(node -> !node.isArray() || !node.isEmpty())
                .isPresent();
        if (stops && !field.equals(GRAMMAR)) {
            throw ApiException.wrong(
                    "stop",
                    "'stop' would end the answer in the middle of the JSON that '" + field
                            + "' asks for. Leave one out.");
        }
    }

    private Optional<Grammar> format(Fields format) {
        String type = format.text("type").orElse("");
        return switch (type) {
            case "text" -> Optional.empty();
            case "json_object" ->
                Optional.of(format.get("schema")
                        .map(node -> schema(format, "schema", node))
                        .orElseGet(() -> made(new Source(SCHEMA, "an object"), JsonSchema::anyObject)));
            case SCHEMA -> {
                Fields named = format.fields(SCHEMA).orElse(format);
                yield Optional.of(named.get("schema")
                        .map(node -> schema(named, "schema", node))
                        .orElseThrow(() -> ApiException.wrong(
                                named.name("schema"),
                                "'" + named.name("schema") + "' is missing, expected a schema.")));
            }
            default ->
                throw ApiException.wrong(
                        format.name("type"),
                        "'" + format.name("type") + "' is '" + type + "', expected text, json_object or json_schema.");
        };
    }

    /**
     * The grammar of a schema in a field.
     *
     * @throws ApiException naming the field and the place in it, if it cannot be enforced
     */
    public Grammar schema(Fields fields, String field, JsonNode node) {
        String text = node.toString();
        return placed(fields, field, () -> made(new Source(SCHEMA, text), () -> JsonSchema.grammar(text)));
    }

    private Grammar gbnf(Fields fields, String text) {
        return placed(fields, GRAMMAR, () -> made(new Source(GRAMMAR, text), () -> Grammar.parse(text)));
    }

    private static Grammar placed(Fields fields, String field, Supplier<Grammar> making) {
        try {
            return making.get();
        } catch (CriaException e) {
            throw ApiException.wrong(fields.name(field), "'" + fields.name(field) + "': " + e.getMessage());
        }
    }

    /**
     * A grammar that is asked for again and again.
     *
     * @param text that tells it from all others
     */
    public Grammar kept(String text, Supplier<Grammar> making) {
        return made(new Source("kept", text), making);
    }

    private Grammar made(Source source, Supplier<Grammar> making) {
        if (source.text.length() > LONGEST) {
            throw new CriaException(
                    "the text has " + source.text.length() + " characters, expected at most " + LONGEST + ".");
        }
        synchronized (kept) {
            Grammar known = kept.get(source.key());
            if (known != null) {
                return known;
            }
        }
        Grammar made = making.get(); // others need not wait for it
        synchronized (kept) {
            kept.put(source.key(), made);
        }
        return made;
    }
}
