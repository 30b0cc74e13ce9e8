package org.cria.model.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.model.template.Text;
import org.cria.model.template.Value;
import org.cria.model.tool.CallReader;
import org.cria.model.tool.ToolCall;
import org.cria.model.tool.ToolList;
import org.cria.model.tool.Tools;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges as turns: where a template knows the tools that it is given as its variable {@code tools}, replies have their calls apart,
 * and results are turns of their own; else all of that is text. For one thread.
 */
final class CallTurns {
    /** The variable of templates. */
    static final String TOOLS = "tools";

    private final ChatTemplate template;
    private final Optional<Tools> tools;

    CallTurns(ChatTemplate template) {
        this.template = template;
        Value given = template.variables().getOrDefault(TOOLS, Value.NONE);
        this.tools = ToolList.of(given).map(list -> Tools.of(list, template.source()));
    }

    /** The tools that the model may call. */
    Optional<Tools> tools() {
        return tools;
    }

    private boolean isTold() {
        return tools.map(Tools::told).orElse(false);
    }

    /** The system text, with what is told of tools where the template does not. */
    @Nullable
    String system(@Nullable String given) {
        if (tools.isEmpty() || isTold()) {
            return given;
        }
        return given == null ? tools.get().text() : given + "\n\n" + tools.get().text();
    }

    /** Where a reply stands apart from its calls, what is said with them. */
    record Reply(String said, List<ToolCall> calls) {}

    /** What a reply says, thoughts included, and what it calls. */
    Reply read(String reply) {
        int thought = template.thinking()
                .map(marks -> reply.indexOf(marks.end())
                        + (reply.contains(marks.end()) ? marks.end().length() : 1))
                .orElse(0);
        StringBuilder said = new StringBuilder(reply.substring(0, thought));
        CallReader reader = new CallReader(tools, said::append);
        reader.feed(reply.substring(thought));
        reader.finish();
        List<ToolCall> calls = new ArrayList<>();
        for (ToolCall call : reader.calls()) {
            calls.add(call.numbered(calls.size()));
        }
        boolean nothing = !calls.isEmpty() && said.toString().isBlank(); // white space before a call is no text
        return new Reply(nothing ? "" : said.toString(), calls);
    }

    /**
     * The turns of exchanges, up to the last message.
     *
     * @param replies as texts, for all but the last
     */
    List<Turn> turns(@Nullable String system, List<Exchange> exchanges, List<String> replies) {
        List<Turn> turns = new ArrayList<>();
        String first = system(system);
        if (first != null) {
            turns.add(Turn.system(first));
        }
        List<ToolCall> before = List.of();
        for (int i = 0; i < exchanges.size(); i++) {
            List<String> results = exchanges.get(i).results();
            if (results.isEmpty()) {
                turns.add(Turn.user(exchanges.get(i).message()));
            } else {
                turns.add(
                        before.isEmpty()
                                ? Turn.user(String.join(
                                        "\n",
                                        results.stream()
                                                .map(ToolCall::resultText)
                                                .toList()))
                                : Turn.results(before, results));
            }
            if (i < exchanges.size() - 1) {
                Reply reply = new Reply(replies.get(i), List.of());
                int answered = exchanges.get(i + 1).results().size();
                if (isTold() && answered > 0 && read(replies.get(i)).calls().size() == answered) {
                    reply = read(replies.get(i));
                }
                before = reply.calls();
                turns.add(Turn.calling(reply.said(), before));
            }
        }
        return turns;
    }

    /** Messages as a template takes them, one or more for a turn. */
    static List<Value> messages(Turn turn, Text text) {
        if (turn.role() == Turn.Role.TOOL) {
            List<Value> all = new ArrayList<>();
            for (int i = 0; i < turn.calls().size(); i++) {
                ToolCall call = turn.calls().get(i);
                Text result = text.sub(
                        turn.start(i), turn.start(i) + turn.results().get(i).length());
                all.add(Value.named(Map.of(
                        "role",
                        Text.of(turn.role().spelling()),
                        "content",
                        result,
                        "tool_call_id",
                        Text.said(call.id()),
                        "name",
                        Text.said(call.name()))));
            }
            return all;
        }
        Map<String, Value> message = new LinkedHashMap<>();
        message.put("role", Text.of(turn.role().spelling()));
        message.put("content", text);
        if (!turn.calls().isEmpty()) {
            message.put(
                    "tool_calls",
                    Value.list(turn.calls().stream().map(ToolCall::value).toList()));
        }
        return List.of(Value.named(message));
    }
}
