package org.cria.server.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.cria.model.template.Text;
import org.cria.model.template.Value;
import org.cria.server.json.ApiException;
import org.cria.server.json.Fields;
import org.cria.server.json.Json;

/**
 * A call of a tool.
 *
 * @param id letters and digits, nine where it is ours, as Mistral's templates want it
 * @param arguments an object
 */
public record ToolCall(String id, String name, JsonNode arguments) {
    static ToolCall of(String name, JsonNode arguments) {
        return new ToolCall(UUID.randomUUID().toString().replace("-", "").substring(0, 9), name, arguments);
    }

    /**
     * The calls that a message of a request has.
     *
     * @throws ApiException naming what is wrong
     */
    public static List<ToolCall> all(Fields message) {
        List<ToolCall> calls = new ArrayList<>();
        for (Fields each : message.list("tool_calls")) {
            Fields function = each.fields("function")
                    .orElseThrow(() -> ApiException.wrong(
                            each.name("function"), "'" + each.name("function") + "' is missing, expected an object."));
            String name = function.text("name").orElse("");
            String arguments = function.text("arguments").orElse("{}");
            JsonNode object = Json.read(arguments)
                    .filter(JsonNode::isObject)
                    .orElseThrow(() -> ApiException.wrong(
                            function.name("arguments"),
                            "'" + function.name("arguments") + "' is no object in JSON, expected one as a text."));
            calls.add(new ToolCall(each.text("id").orElse(""), name, object));
        }
        return calls;
    }

    /** As templates have it. */
    public Value value() {
        return Value.named(Map.of(
                "id",
                Text.said(id),
                "type",
                Text.of("function"),
                "function",
                Value.named(Map.of("name", Text.said(name), "arguments", TemplateValues.of(arguments)))));
    }

    /** As text, for templates that know no tools. */
    public String text() {
        ObjectNode call = Json.object().put("name", name);
        call.set("arguments", arguments);
        return "<tool_call>\n" + call + "\n</tool_call>";
    }

    /** As OpenAI's answers have it. */
    public ObjectNode json() {
        ObjectNode call = Json.object().put("id", id).put("type", "function");
        call.putObject("function").put("name", name).put("arguments", arguments.toString());
        return call;
    }
}
