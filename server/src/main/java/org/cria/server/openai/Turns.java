package org.cria.server.openai;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.template.Text;
import org.cria.model.template.Value;
import org.cria.model.tool.ToolCall;
import org.cria.model.tool.ToolFormat;
import org.cria.model.tool.Tools;

/** Messages as a template takes them: what it has no place for is put in texts. */
record Turns(ChatTemplate template, Optional<Tools> tools) {
    /** A template without a place for system messages gets their texts before that of the next message. */
    List<Value> values(List<Message> messages) {
        List<Value> values = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        StringBuilder before = new StringBuilder();
        for (Message message : plain(messages)) {
            message.calls().forEach(call -> names.put(call.id(), call.name()));
            if (message.isSystem() && !template.takesSystem()) {
                before.append(message.text()).append("\n\n");
            } else {
                values.add(value(message, before.toString(), names));
                before.setLength(0);
            }
        }
        if (!before.isEmpty()) {
            values.add(value(Message.of(Message.USER, before.toString().stripTrailing()), "", names));
        }
        return values;
    }

    private static Value value(Message message, String before, Map<String, String> names) {
        Map<String, Value> value = new LinkedHashMap<>();
        value.put("role", Text.of(message.role()));
        value.put("content", Text.said(before + message.text()));
        if (!message.calls().isEmpty()) {
            value.put(
                    "tool_calls",
                    Value.list(message.calls().stream().map(ToolCall::value).toList()));
        }
        if (!message.call().isEmpty()) {
            value.put("tool_call_id", Text.said(message.call()));
            value.put("name", Text.said(names.getOrDefault(message.call(), "")));
        }
        return Value.named(value);
    }

    /** Where the template knows no tools they are told in the system message, calls are texts, and their answers are the user's. */
    private List<Message> plain(List<Message> messages) {
        boolean known = tools.map(Tools::told).orElse(ToolFormat.isKnownTo(template.source()));
        if (known) {
            return messages;
        }
        List<Message> plain = new ArrayList<>();
        tools.ifPresent(all -> plain.add(Message.of(Message.SYSTEM, all.text())));
        for (Message message : messages) {
            Message last = plain.isEmpty() ? null : plain.getLast();
            if (message.isSystem() && last != null && last.isSystem()) {
                plain.set(plain.size() - 1, Message.of(Message.SYSTEM, message.text() + "\n\n" + last.text()));
            } else if (message.role().equals(Message.TOOL)) {
                String text = ToolCall.resultText(message.text());
                if (last != null && last.isUser()) {
                    plain.set(plain.size() - 1, Message.of(Message.USER, last.text() + "\n" + text));
                } else {
                    plain.add(Message.of(Message.USER, text));
                }
            } else if (message.calls().isEmpty()) {
                plain.add(message);
            } else {
                StringBuilder text = new StringBuilder(message.text());
                message.calls()
                        .forEach(call -> text.append(text.isEmpty() ? "" : "\n").append(call.text()));
                plain.add(Message.of(message.role(), text.toString()));
            }
        }
        return plain;
    }
}
