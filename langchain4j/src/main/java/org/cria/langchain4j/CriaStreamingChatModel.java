package org.cria.langchain4j;

import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * A model in this JVM whose answers are told as they come: the same as {@link CriaChatModel} gives whole. Handlers are called by one thread
 * for each answer and may take their time, which holds nobody else up. {@code StreamingHandle.cancel} ends the answer; nothing is told after
 * it. What a handler throws it is told as an error, and the answer goes on.
 */
public final class CriaStreamingChatModel implements StreamingChatModel, AutoCloseable {
    private final ChatSetup setup;

    private CriaStreamingChatModel(ChatSetup setup) {
        this.setup = setup;
    }

    /** Builds one; it needs a model or the path of one. */
    public static ChatModelBuilder<CriaStreamingChatModel> builder() {
        return new ChatModelBuilder<>(CriaStreamingChatModel::new);
    }

    /** @throws UnsupportedFeatureException if the request asks for what Cria cannot do; all else is told to the handler */
    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        Telling telling = new Telling(handler);
        Reply reply;
        try {
            reply = setup.begin(request);
        } catch (UnsupportedFeatureException e) {
            throw e;
        } catch (LangChain4jException e) {
            telling.error(e);
            return;
        }
        Thread.ofVirtual().name("cria-answer").start(() -> tell(reply, telling));
    }

    private static void tell(Reply reply, Telling telling) {
        try {
            reply.await(telling.of(reply));
        } catch (CancellationException e) {
            return;
        } catch (RuntimeException | Error e) {
            telling.error(e);
            return;
        }
        if (!reply.isCancelled()) {
            telling.complete(reply.response());
        }
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
