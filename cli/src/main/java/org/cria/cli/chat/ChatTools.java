package org.cria.cli.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cria.model.Model;
import org.cria.model.chat.Conversation;
import org.cria.model.grammar.GrammarBinding;
import org.cria.model.json.JsonValue;
import org.cria.model.tool.ToolCall;
import org.cria.model.tool.Tools;
import org.jspecify.annotations.Nullable;

/**
 * The tools that a model may ask for in a chat. None is ever run: whoever chats says what a call gave, or declines. For one thread.
 */
final class ChatTools {
    /** What the model is told of a call that nobody wants to be made. */
    static final String DECLINED = "The user declined this call.";

    private List<ToolCall> calls = List.of();
    private final List<String> results = new ArrayList<>();
    private @Nullable Tools bound;
    private Optional<GrammarBinding> binding = Optional.empty();

    /** A call as lines: the tool, then each argument. */
    static String shown(ToolCall call) {
        return call.name()
                + call.arguments().members().entrySet().stream()
                        .map(ChatTools::shown)
                        .map(line -> System.lineSeparator() + "    " + line)
                        .collect(Collectors.joining());
    }

    private static String shown(Map.Entry<String, JsonValue> argument) {
        return argument.getKey() + ": " + argument.getValue();
    }

    /** The first call in the latest answer that has no result yet. */
    Optional<ToolCall> awaited(Conversation conversation) {
        List<ToolCall> now = conversation.calls();
        if (!now.equals(calls)) {
            calls = now;
            results.clear();
        }
        return results.size() < now.size() ? Optional.of(now.get(results.size())) : Optional.empty();
    }

    /**
     * Takes what the awaited call gave.
     *
     * @param result a blank one declines it
     * @return all results, once each call has one
     */
    Optional<List<String>> take(String result) {
        results.add(result.isBlank() ? DECLINED : result);
        if (results.size() < calls.size()) {
            return Optional.empty();
        }
        List<String> all = List.copyOf(results);
        results.clear(); // the next answer may have the same calls
        return Optional.of(all);
    }

    /** What answers are bound to where they call a tool. */
    Optional<GrammarBinding> binding(Conversation conversation, Model model) {
        Tools tools = conversation.tools().orElse(null);
        if (tools != null && !tools.equals(bound)) {
            binding = Optional.of(tools.binding(model.grammar(tools.grammar())));
        }
        bound = tools;
        return tools == null ? Optional.empty() : binding;
    }
}
