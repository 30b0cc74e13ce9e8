package org.cria.server.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.cria.server.json.ApiException;
import org.cria.server.json.Fields;

/** Fields that clients know and Cria does not have: refused, since an answer without them would be a wrong one. All others are ignored. */
final class Lacking {
    /** What a field may not hold. */
    private static final Map<String, Predicate<JsonNode>> FIELDS = Map.of(
            "functions", Lacking::notEmpty,
            "function_call", node -> !List.of("none", "auto").contains(node.asText()),
            "suffix", node -> !node.asText().isEmpty() || node.isContainerNode(),
            "audio", node -> true,
            "modalities",
                    node -> !node.isArray()
                            || node.size() != 1
                            || !node.get(0).asText().equals("text"));

    private static final Map<String, Predicate<JsonNode>> TOOLS = Map.of(
            "tools",
            Lacking::notEmpty,
            "tool_choice",
            node -> !List.of("none", "auto").contains(node.asText()));

    private Lacking() {}

    private static boolean notEmpty(JsonNode node) {
        return !node.isContainerNode() || !node.isEmpty();
    }

    /** @throws ApiException naming the first field that asks for what there is not */
    static void check(Fields request) {
        check(request, FIELDS);
    }

    /** The same where a text goes on, for which there are no tools. */
    static void checkText(Fields request) {
        check(request, FIELDS);
        check(request, TOOLS);
    }

    private static void check(Fields request, Map<String, Predicate<JsonNode>> fields) {
        for (String name : request.names()) {
            Predicate<JsonNode> lacking = fields.get(name);
            if (lacking != null && lacking.test(request.get(name).orElseThrow())) {
                throw ApiException.lacking(
                        name, "'" + name + "' asks for something that Cria cannot do yet. Leave it out.");
            }
        }
    }
}
