package org.cria.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ToolChoice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.cria.model.json.JsonValue;
import org.cria.model.tool.ToolCall;
import org.cria.model.tool.ToolList;
import org.cria.model.tool.Tools;

/** LangChain4j's tools and calls of them as Cria has them. */
final class OfferedTools {
    private OfferedTools() {}

    /**
     * Those of a request; empty where it has none, or wants none to be called.
     *
     * @param template in Jinja
     * @throws org.cria.model.tool.WrongToolException if something is wrong with them
     */
    static Optional<Tools> of(ChatRequestParameters wanted, SchemaText schemas, String template) {
        List<ToolSpecification> given = wanted.toolSpecifications();
        if (given == null || given.isEmpty() || wanted.toolChoice() == ToolChoice.NONE) {
            return Optional.empty();
        }
        List<JsonValue> all = new ArrayList<>();
        given.forEach(tool -> all.add(tool(tool, schemas)));
        ToolList list = ToolList.read(new JsonValue.Array(all));
        return Optional.of(
                Tools.of(list, template).with(list.names(), wanted.toolChoice() == ToolChoice.REQUIRED, true));
    }

    private static JsonValue tool(ToolSpecification tool, SchemaText schemas) {
        Map<String, JsonValue> function = new LinkedHashMap<>();
        function.put("name", new JsonValue.Text(tool.name()));
        if (tool.description() != null) {
            function.put("description", new JsonValue.Text(tool.description()));
        }
        if (tool.parameters() != null) {
            function.put("parameters", schemas.of(tool.parameters()));
        }
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("type", new JsonValue.Text("function"));
        members.put("function", new JsonValue.Members(function));
        return new JsonValue.Members(members);
    }

    static ToolExecutionRequest request(ToolCall call) {
        return ToolExecutionRequest.builder()
                .id(call.id())
                .name(call.name())
                .arguments(call.arguments().toString())
                .build();
    }

    /** @throws InvalidRequestException if its arguments are no object */
    static ToolCall call(ToolExecutionRequest request) {
        String arguments = request.arguments() == null || request.arguments().isBlank() ? "{}" : request.arguments();
        try {
            if (JsonValue.parse(arguments) instanceof JsonValue.Members members) {
                return new ToolCall(request.id() == null ? "" : request.id(), request.name(), members);
            }
        } catch (CriaException e) {
            // No JSON is no object either.
        }
        throw new InvalidRequestException("the arguments of a call of '" + request.name()
                + "' are no object in JSON, expected one: " + arguments);
    }
}
