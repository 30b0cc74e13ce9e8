package org.cria.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.chat.TemplatedText;
import org.cria.model.template.Text;
import org.cria.model.template.Value;
import org.cria.model.tokenizer.Tokenizer;

/** LangChain4j's messages as a model's chat template writes them. */
final class ConversationText {
    private static final String USER = "user";

    /** A message's text and who says it. */
    private record Line(String role, String text) {
        Value value() {
            return Value.named(Map.of("role", Text.of(role), "content", Text.said(text)));
        }
    }

    private ConversationText() {}

    /**
     * The conversation, which an answer is to follow.
     *
     * @throws UnsupportedFeatureException if something in it is not text
     * @throws org.cria.kernels.CriaException if the template refuses it
     */
    static TemplatedText write(List<ChatMessage> messages, ChatTemplate template, Tokenizer tokenizer) {
        Map<String, Value> given = new LinkedHashMap<>();
        given.put("tools", Value.NONE);
        given.put("documents", Value.NONE);
        given.put("messages", Value.list(values(messages, template.takesSystem())));
        given.put("add_generation_prompt", Value.TRUE);
        return template.render(given, tokenizer.vocabulary());
    }

    /** A template without a place for system messages gets their texts before that of the next message. */
    private static List<Value> values(List<ChatMessage> messages, boolean takesSystem) {
        List<Value> values = new ArrayList<>();
        StringBuilder before = new StringBuilder();
        for (ChatMessage message : messages) {
            Line line = line(message);
            if (message instanceof SystemMessage && !takesSystem) {
                before.append(line.text).append("\n\n");
            } else {
                values.add(new Line(line.role, before + line.text).value());
                before.setLength(0);
            }
        }
        if (!before.isEmpty()) {
            values.add(new Line(USER, before.toString().stripTrailing()).value());
        }
        return values;
    }

    private static Line line(ChatMessage message) {
        return switch (message) {
            case SystemMessage system -> new Line("system", system.text());
            case UserMessage user -> new Line(USER, text(user));
            case AiMessage answer
            when !answer.hasToolExecutionRequests() ->
                new Line("assistant", answer.text() == null ? "" : answer.text());
            default ->
                throw new UnsupportedFeatureException("a message of type " + message.type()
                        + " that calls tools or tells of them: Cria's models in this JVM call no tools yet."
                        + " Expected system, user and AI messages with text.");
        };
    }

    private static String text(UserMessage message) {
        StringJoiner text = new StringJoiner("\n");
        for (Content content : message.contents()) {
            if (!(content instanceof TextContent part)) {
                throw new UnsupportedFeatureException("a user message has content of type " + content.type()
                        + ", expected text: Cria's models read nothing else.");
            }
            text.add(part.text());
        }
        return text.toString();
    }
}
