package org.cria.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;

/** Calls a handler; what it throws it is told as an error. */
record Telling(StreamingChatResponseHandler handler) {
    void part(String text, boolean thought, StreamingHandle handle) {
        if (handle.isCancelled()) {
            return;
        }
        guarded(() -> {
            if (thought) {
                handler.onPartialThinking(new PartialThinking(text), new PartialThinkingContext(handle));
            } else {
                handler.onPartialResponse(new PartialResponse(text), new PartialResponseContext(handle));
            }
        });
    }

    void complete(ChatResponse response) {
        guarded(() -> handler.onCompleteResponse(response));
    }

    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            error(e);
        }
    }

    /** What it throws at an error it can be told no more. */
    void error(Throwable failure) {
        try {
            handler.onError(failure);
        } catch (RuntimeException e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }
}
