package org.cria.langchain4j;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;
import java.util.Set;

/**
 * A model in this JVM that answers whole. Safe for any thread: threads that ask at the same time are answered together, each as if it were
 * alone. An interrupted thread gets an exception, and its answer ends.
 *
 * <p>Parameters are honoured: temperature, topP, topK, penalties, maxOutputTokens, stopSequences, and responseFormat, whose JSON schema the
 * answer is bound to while it is made, toolSpecifications and toolChoice. Anything but text in messages is refused with an
 * {@link dev.langchain4j.exception.UnsupportedFeatureException}; a conversation that does not fit in the context, and settings out of their
 * range, with an {@link dev.langchain4j.exception.InvalidRequestException}.
 */
public final class CriaChatModel implements ChatModel, AutoCloseable {
    private final ChatSetup setup;

    private CriaChatModel(ChatSetup setup) {
        this.setup = setup;
    }

    /** Builds one; it needs a model or the path of one. */
    public static ChatModelBuilder<CriaChatModel> builder() {
        return new ChatModelBuilder<>(CriaChatModel::new);
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        Reply reply = setup.begin(request);
        reply.await((text, thought) -> {});
        return reply.response();
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return setup.defaults();
    }

    @Override
    public List<ChatModelListener> listeners() {
        return setup.listeners();
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        return ChatSetup.CAPABILITIES;
    }

    /** Closes the model if the builder opened it; one that was given stays open. */
    @Override
    public void close() {
        setup.close();
    }
}
