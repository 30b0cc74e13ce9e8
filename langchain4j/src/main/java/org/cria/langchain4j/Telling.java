package org.cria.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;

/** Calls a handler; what it throws it is told as an error. */
record Telling(StreamingChatResponseHandler handler) {
    /** Tells of an answer, until it is cancelled. */
    Reply.Listener of(StreamingHandle handle) {
        return new Reply.Listener() {
            @Override
            public void part(String text, boolean thought) {
                Telling.this.part(text, thought, handle);
            }

            @Override
            public void call(int index, ToolExecutionRequest request) {
                if (!handle.isCancelled()) {
                    guarded(() -> handler.onCompleteToolCall(new CompleteToolCall(index, request)));
                }
            }
        };
    }

    private void part(String text, boolean thought, StreamingHandle handle) {
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
