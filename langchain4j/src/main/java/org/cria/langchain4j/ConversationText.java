package org.cria.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.chat.TemplatedText;
import org.cria.model.template.Text;
import org.cria.model.template.Value;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.model.tool.ToolCall;
import org.cria.model.tool.ToolFormat;
import org.cria.model.tool.Tools;
import org.jspecify.annotations.Nullable;

/** LangChain4j's messages as a model's chat template writes them. */
record ConversationText(ChatTemplate template, Optional<Tools> tools) {
    private static final String SYSTEM = "system";
    private static final String USER = "user";

    /**
     * A message.
     *
     * @param more what templates are told beside role and text
     */
    private record Line(String role, String text, Map<String, Value> more) {
        Line(String role, String text) {
            this(role, text, Map.of());
        }

        boolean is(String other) {
            return role.equals(other);
        }

        Value value() {
            Map<String, Value> value = new LinkedHashMap<>(more);
            value.put("role", Text.of(role));
            value.put("content", Text.said(text));
            return Value.named(value);
        }
    }

    /**
     * The conversation, which an answer is to follow.
     *
     * @throws UnsupportedFeatureException if something in it is not text
     * @throws org.cria.kernels.CriaException if the template refuses it
     */
    TemplatedText write(List<ChatMessage> messages, Tokenizer tokenizer) {
        Map<String, Value> given = new LinkedHashMap<>();
        given.put("tools", tools.map(Tools::value).orElse(Value.NONE));
        given.put("documents", Value.NONE);
        given.put(
                "messages", Value.list(lines(messages).stream().map(Line::value).toList()));
        given.put("add_generation_prompt", Value.TRUE);
        return template.render(given, tokenizer.vocabulary());
    }

    /** Where the template knows no tools they are told in the system message, and their results in the user's; so are neighbours of one role. */
    private List<Line> lines(List<ChatMessage> messages) {
        boolean known = tools.map(Tools::told).orElse(ToolFormat.isKnownTo(template.source()));
        List<Line> lines = new ArrayList<>();
        if (!known && tools.isPresent()) {
            lines.add(new Line(SYSTEM, tools.get().text()));
        }
        for (ChatMessage message : messages) {
            Line line = line(message, known);
            Line last = lines.isEmpty() ? null : lines.getLast();
            if (!known && last != null && line.is(SYSTEM) && last.is(SYSTEM)) {
                lines.set(lines.size() - 1, new Line(SYSTEM, line.text + "\n\n" + last.text));
            } else if (!known && last != null && message instanceof ToolExecutionResultMessage && last.is(USER)) {
                lines.set(lines.size() - 1, new Line(USER, last.text + "\n" + line.text));
            } else {
                lines.add(line);
            }
        }
        return template.takesSystem() ? lines : withoutSystem(lines);
    }

    /** A template without a place for system messages gets their texts before that of the next message. */
    private static List<Line> withoutSystem(List<Line> lines) {
        List<Line> others = new ArrayList<>();
        StringBuilder before = new StringBuilder();
        for (Line line : lines) {
            if (line.is(SYSTEM)) {
                before.append(line.text).append("\n\n");
            } else {
                others.add(new Line(line.role, before + line.text, line.more));
                before.setLength(0);
            }
        }
        if (!before.isEmpty()) {
            others.add(new Line(USER, before.toString().stripTrailing()));
        }
        return others;
    }

    private static Line line(ChatMessage message, boolean knowsTools) {
        return switch (message) {
            case SystemMessage system -> new Line(SYSTEM, system.text());
            case UserMessage user -> new Line(USER, text(user.contents()));
            case AiMessage answer -> answer(answer, knowsTools);
            case ToolExecutionResultMessage result -> result(result, knowsTools);
            default ->
                throw new UnsupportedFeatureException("a message of type " + message.type()
                        + ", expected a system, user, AI or tool execution result message.");
        };
    }

    private static Line answer(AiMessage answer, boolean knowsTools) {
        String role = "assistant";
        String said = answer.text() == null ? "" : answer.text();
        List<ToolCall> calls =
                answer.toolExecutionRequests().stream().map(OfferedTools::call).toList();
        if (calls.isEmpty()) {
            return new Line(role, said);
        }
        if (knowsTools) {
            Value all = Value.list(calls.stream().map(ToolCall::value).toList());
            return new Line(role, said, Map.of("tool_calls", all));
        }
        StringJoiner text = new StringJoiner("\n");
        if (!said.isEmpty()) {
            text.add(said);
        }
        calls.forEach(call -> text.add(call.text()));
        return new Line(role, text.toString());
    }

    private static Line result(ToolExecutionResultMessage result, boolean knowsTools) {
        String text = text(result.contents());
        return knowsTools
                ? new Line(
                        "tool",
                        text,
                        Map.of("tool_call_id", Text.said(or(result.id())), "name", Text.said(or(result.toolName()))))
                : new Line(USER, ToolCall.resultText(text));
    }

    private static String or(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String text(List<Content> contents) {
        StringJoiner text = new StringJoiner("\n");
        for (Content content : contents) {
            if (!(content instanceof TextContent part)) {
                throw new UnsupportedFeatureException("a message has content of type " + content.type()
                        + ", expected text: Cria's models read nothing else.");
            }
            text.add(part.text());
        }
        return text.toString();
    }
}
