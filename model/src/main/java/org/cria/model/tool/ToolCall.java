package org.cria.model.tool;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.cria.model.json.JsonValue;
import org.cria.model.template.Text;
import org.cria.model.template.Value;

/**
 * A call of a tool.
 *
 * @param id letters and digits, nine where it is ours, as Mistral's templates want it
 * @param arguments by name
 */
public record ToolCall(String id, String name, JsonValue.Members arguments) {
    private static final int IDS = 1_000_000_000;

    static ToolCall of(String name, JsonValue.Members arguments) {
        return new ToolCall(UUID.randomUUID().toString().replace("-", "").substring(0, 9), name, arguments);
    }

    /** The same with an id that is the same each time it is written, so that what was read of it need not be read again. */
    public ToolCall numbered(int index) {
        int hash = 31 * (31 * name.hashCode() + arguments.toString().hashCode()) + index;
        return new ToolCall(String.format("%09d", Math.floorMod(hash, IDS)), name, arguments);
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
        Map<String, JsonValue> call = new LinkedHashMap<>();
        call.put("name", new JsonValue.Text(name));
        call.put("arguments", arguments);
        return "<tool_call>\n" + new JsonValue.Members(call) + "\n</tool_call>";
    }

    /** What a call gave as text, for templates that know no tools. */
    public static String resultText(String result) {
        return "<tool_response>\n" + result + "\n</tool_response>";
    }
}
