package org.cria.server.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;

/** Reads and writes JSON, within limits. */
public final class Json {
    /** Requests have about five levels. */
    private static final int LEVELS = 64;

    private static final int DIGITS = 400;

    private static final ObjectMapper MAPPER = mapper();

    private Json() {}

    private static ObjectMapper mapper() {
        StreamReadConstraints limits = StreamReadConstraints.builder()
                .maxNestingDepth(LEVELS)
                .maxNumberLength(DIGITS)
                .maxStringLength(Integer.MAX_VALUE) // bodies have a limit
                .build();
        JsonFactory factory =
                JsonFactory.builder().streamReadConstraints(limits).build();
        return new ObjectMapper(factory).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /**
     * Reads an object.
     *
     * @throws ApiException if it is none
     */
    public static Fields object(byte[] body) {
        JsonNode node = tree(body, "object");
        if (!node.isObject()) {
            throw other(node, "object");
        }
        return new Fields((ObjectNode) node, "");
    }

    /**
     * Reads a list.
     *
     * @param field that it becomes in an object of its own
     * @throws ApiException if it is none
     */
    public static Fields list(byte[] body, String field) {
        JsonNode node = tree(body, "list");
        if (!node.isArray()) {
            throw other(node, "list");
        }
        return fields(object().set(field, node));
    }

    private static ApiException other(JsonNode node, String expected) {
        return ApiException.wrong(
                400, "invalid_json", "the body is " + Fields.kind(node) + ", expected a JSON " + expected + ".");
    }

    private static JsonNode tree(byte[] body, String expected) {
        JsonNode node;
        try {
            node = MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            String place = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
            throw ApiException.wrong(
                    400, "invalid_json", "the body is no JSON" + place + ": " + e.getOriginalMessage() + ".");
        } catch (IOException e) {
            throw ApiException.wrong(400, "invalid_json", "the body is no JSON: it is not UTF-8.");
        }
        if (node == null || node.isMissingNode()) {
            throw ApiException.wrong(400, "invalid_json", "the body is empty, expected a JSON " + expected + ".");
        }
        return node;
    }

    /** The fields of an object that was made here. */
    public static Fields fields(ObjectNode object) {
        return new Fields(object, "");
    }

    /** A text as JSON; as a text where it is none. */
    public static JsonNode tree(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return JsonNodeFactory.instance.textNode(text);
        }
    }

    /** A value that somebody wrote; empty if it is none. */
    public static Optional<JsonNode> read(String text) {
        try {
            return Optional.ofNullable(MAPPER.readTree(text)).filter(node -> !node.isMissingNode());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** The bytes of a value, on one line. */
    public static byte[] bytes(JsonNode value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ollama's object for an error. */
    public static ObjectNode plainError(ApiException e) {
        return object().put("error", e.text());
    }

    /** OpenAI's object for an error. */
    public static ObjectNode error(ApiException e) {
        ObjectNode error = object();
        error.putObject("error")
                .put("message", e.text())
                .put("type", e.type())
                .put("param", e.field().orElse(null))
                .put("code", e.code().orElse(null));
        return error;
    }
}
