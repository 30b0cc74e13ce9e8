package org.cria.server.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.cria.server.json.ApiException;
import org.cria.server.json.Fields;
import org.cria.server.json.Json;

/** Makes OpenAI's requests of Ollama's. Settings of samplers have the same names in both. */
final class Translation {
    private static final String PREDICT = "num_predict";

    private Translation() {}

    /** Of {@code /api/chat}. */
    static ObjectNode chat(Fields request) {
        ObjectNode translated = common(request);
        ArrayNode messages = translated.putArray("messages");
        for (Fields message : request.list("messages")) {
            refuse(message, "images", "Cria reads text only");
            messages.add(message(message));
        }
        request.get("tools").ifPresent(tools -> translated.set("tools", tools));
        return translated;
    }

    /** Tools' arguments are an object in Ollama's form, and its text in OpenAI's. */
    private static ObjectNode message(Fields message) {
        ObjectNode translated = message.object().deepCopy();
        int number = 0;
        for (JsonNode call : translated.path("tool_calls")) {
            if (call instanceof ObjectNode each) {
                each.put("type", "function");
                if (!each.hasNonNull("id")) {
                    each.put("id", "call_" + number);
                }
                if (each.path("function") instanceof ObjectNode function
                        && function.path("arguments").isObject()) {
                    function.put("arguments", function.get("arguments").toString());
                }
                number++;
            }
        }
        return translated;
    }

    /** Of {@code /api/generate}: a conversation of one message, unless it is {@code raw}. */
    static ObjectNode generate(Fields request, String prompt, boolean raw) {
        refuse(request, "images", "Cria reads text only");
        refuse(request, "suffix", "Cria fills no gaps");
        refuse(request, "context", "send the conversation to /api/chat instead");
        refuse(request, "template", "the model's own template is used");
        ObjectNode translated = common(request);
        if (raw) {
            return translated.put("prompt", prompt);
        }
        ArrayNode messages = translated.putArray("messages");
        request.text("system")
                .filter(text -> !text.isEmpty())
                .ifPresent(text -> messages.addObject().put("role", "system").put("content", text));
        messages.addObject().put("role", "user").put("content", prompt);
        return translated;
    }

    private static ObjectNode common(Fields request) {
        ObjectNode translated = Json.object();
        request.fields("options").ifPresent(options -> {
            for (String name : options.names()) {
                translated.set(name, options.get(name).orElseThrow());
            }
            // below 0 is no limit
            long predict =
                    options.whole(PREDICT, Integer.MIN_VALUE, Integer.MAX_VALUE).orElse(-1);
            translated.remove(List.of(PREDICT, "max_tokens", "messages", "prompt", "n", "stream"));
            if (predict >= 0) {
                translated.put("max_tokens", predict);
            }
        });
        request.get("think")
                .filter(JsonNode::isBoolean)
                .ifPresent(think -> translated.putObject("chat_template_kwargs").set("enable_thinking", think));
        format(request, translated);
        translated.put("stream", true);
        translated.putObject("stream_options").put("include_usage", true);
        return translated;
    }

    private static void format(Fields request, ObjectNode translated) {
        JsonNode format = request.get("format").orElse(null);
        if (format == null || (format.isTextual() && format.textValue().isEmpty())) {
            return;
        }
        ObjectNode wanted = translated.putObject("response_format");
        if (format.isObject()) {
            wanted.put("type", "json_schema")
                    .putObject("json_schema")
                    .put("name", "format")
                    .set("schema", format);
        } else if (format.isTextual() && format.textValue().equals("json")) {
            wanted.put("type", "json_object");
        } else {
            throw request.wrong("format", format, "json or a JSON schema");
        }
    }

    private static void refuse(Fields request, String field, String reason) {
        request.get(field)
                .filter(found -> found.isContainerNode()
                        ? !found.isEmpty()
                        : !found.asText().isEmpty())
                .ifPresent(found -> {
                    String name = request.name(field);
                    throw ApiException.lacking(name, "'" + name + "' cannot be heeded: " + reason + ".");
                });
    }
}
