package org.cria.server.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.CriaException;
import org.cria.model.json.JsonValue;
import org.cria.model.tool.ToolCall;
import org.cria.server.json.ApiException;
import org.cria.server.json.Fields;
import org.cria.server.json.Json;

/** Calls of tools as OpenAI's API has them: arguments are an object, written as a text. */
public final class RequestedCalls {
    private RequestedCalls() {}

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
            calls.add(new ToolCall(
                    each.text("id").orElse(""), function.text("name").orElse(""), arguments(function)));
        }
        return calls;
    }

    private static JsonValue.Members arguments(Fields function) {
        try {
            if (JsonValue.parse(function.text("arguments").orElse("{}")) instanceof JsonValue.Members members) {
                return members;
            }
        } catch (CriaException e) {
            // No JSON is no object either.
        }
        String place = function.name("arguments");
        throw ApiException.wrong(place, "'" + place + "' is no object in JSON, expected one as a text.");
    }

    /** A call in an answer. */
    public static ObjectNode json(ToolCall call) {
        ObjectNode json = Json.object().put("id", call.id()).put("type", "function");
        json.putObject("function")
                .put("name", call.name())
                .put("arguments", call.arguments().toString());
        return json;
    }
}
