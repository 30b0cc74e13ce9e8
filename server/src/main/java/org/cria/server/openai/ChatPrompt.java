package org.cria.server.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.chat.TemplatedText;
import org.cria.model.chat.Thinking;
import org.cria.model.chat.Thoughts;
import org.cria.model.template.Text;
import org.cria.model.template.Value;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.model.tool.Tools;
import org.cria.server.json.ApiException;
import org.cria.server.json.Fields;
import org.cria.server.tools.RequestedTools;
import org.cria.server.work.ServedModel;

/**
 * What a model is to continue of a conversation: all of it, or, where the context is too small, the system messages and the latest others.
 *
 * @param tokens what it is to continue
 * @param forgotten messages that are not part of it
 * @param text the same as the template wrote it
 * @param tools that the model may call
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record ChatPrompt(int[] tokens, int forgotten, TemplatedText text, Optional<Tools> tools) {
    private static final String FIELD = "messages";

    /** Tells thoughts from what is said in the answer. */
    Thoughts thoughts(ServedModel model) {
        return Thoughts.after(
                text, model.template().orElseThrow(), model.tokenizer().vocabulary());
    }

    /** What ends the thought that the prompt leaves open; empty where it leaves none. */
    Optional<String> openThought(ServedModel model) {
        return thoughts(model).isInside()
                ? model.template().flatMap(ChatTemplate::thinking).map(Thinking::end)
                : Optional.empty();
    }

    /**
     * Writes a conversation as it is, however long.
     *
     * @throws ApiException if the template refuses it
     */
    public static ChatPrompt whole(ServedModel model, Fields request) {
        return write(turns(model, request), model.tokenizer(), Message.read(request), 0);
    }

    /**
     * Writes a conversation.
     *
     * @param forgets whether the oldest messages may go
     * @param reserve tokens that are kept free for the answer
     * @throws ApiException if it does not fit, or the template refuses it
     */
    static ChatPrompt of(ServedModel model, Fields request, boolean forgets, int reserve) {
        Turns turns = turns(model, request);
        List<Message> messages = Message.read(request);
        Tokenizer tokenizer = model.tokenizer();
        int context = model.model().contextSize();
        ChatPrompt whole = write(turns, tokenizer, messages, 0);
        if (whole.tokens.length + reserve <= context) {
            return whole;
        }
        if (!forgets) {
            ContextLimit.check(whole.tokens, FIELD, 1, context);
            return whole;
        }
        List<Integer> lengths = messages.stream()
                .map(message -> tokenizer.encode(message.text()).length)
                .toList();
        for (Forgetting left = Forgetting.of(messages, lengths, context - reserve); ; left = left.more()) {
            ChatPrompt rest = write(turns, tokenizer, left.messages(), left.forgotten());
            if (rest.tokens.length + reserve <= context || !left.hasMore()) {
                ContextLimit.check(rest.tokens, FIELD, 1, context);
                return rest;
            }
        }
    }

    private static Turns turns(ServedModel model, Fields request) {
        ChatTemplate template = template(model, request);
        return new Turns(template, RequestedTools.read(request, template));
    }

    private static ChatTemplate template(ServedModel model, Fields request) {
        ChatTemplate template = model.template()
                .orElseThrow(() -> ApiException.wrong(
                        400,
                        "no_chat_template",
                        model.noTemplate().map(Object::toString).orElse("the model has no chat template.")));
        Map<String, Value> variables = new LinkedHashMap<>();
        request.fields("chat_template_kwargs").ifPresent(given -> {
            for (String name : given.names()) {
                variables.put(name, value(given, name, given.get(name).orElseThrow()));
            }
        });
        return template.with(variables);
    }

    private static Value value(Fields given, String name, JsonNode node) {
        if (node.isBoolean()) {
            return Value.of(node.booleanValue());
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return Value.of(node.longValue());
        }
        if (node.isNumber()) {
            return new Value.Real(node.doubleValue());
        }
        given.check(node.isTextual(), name, node, "a text, a number, true or false");
        return Text.said(node.textValue());
    }

    private static ChatPrompt write(Turns turns, Tokenizer tokenizer, List<Message> messages, int forgotten) {
        Map<String, Value> given = new LinkedHashMap<>();
        given.put("tools", turns.tools().map(Tools::value).orElse(Value.NONE));
        given.put("documents", Value.NONE);
        given.put(FIELD, Value.list(turns.values(messages)));
        given.put("add_generation_prompt", Value.TRUE);
        try {
            TemplatedText text = turns.template().render(given, tokenizer.vocabulary());
            return new ChatPrompt(text.tokens(tokenizer), forgotten, text, turns.tools());
        } catch (CriaException e) {
            throw ApiException.wrong(
                    FIELD, "the model's chat template does not take these messages: " + e.getMessage());
        }
    }
}
