package org.cria.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Answers as they come, from the built-in model. */
final class CriaStreamingChatModelTest {
    private static CriaModel model;

    @BeforeAll
    static void open() {
        model = BuiltIn.open();
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static CriaStreamingChatModel greedy() {
        return CriaStreamingChatModel.builder().model(model).temperature(0.0).build();
    }

    /** What a handler heard. */
    private static class Heard implements StreamingChatResponseHandler {
        final LinkedBlockingQueue<String> parts = new LinkedBlockingQueue<>();
        final LinkedBlockingQueue<Throwable> errors = new LinkedBlockingQueue<>();
        final CompletableFuture<ChatResponse> whole = new CompletableFuture<>();

        @Override
        public void onPartialResponse(String part) {
            parts.add(part);
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            whole.complete(response);
        }

        @Override
        public void onError(Throwable error) {
            errors.add(error);
        }

        ChatResponse response() {
            return whole.orTimeout(1, TimeUnit.MINUTES).join();
        }
    }

    @Test
    void thePartsAreTheWhole() {
        CriaChatModel whole =
                CriaChatModel.builder().model(model).temperature(0.0).build();
        for (String question : List.of(BuiltIn.QUESTION, "Hello!", "Tell me a story.")) {
            Heard heard = new Heard();
            greedy().chat(question, heard);
            ChatResponse response = heard.response();
            assertEquals(response.aiMessage().text(), String.join("", heard.parts));
            assertTrue(heard.parts.size() > 2, heard.parts.toString());
            ChatResponse expected = whole.chat(UserMessage.from(question));
            assertEquals(expected.aiMessage(), response.aiMessage());
            assertEquals(expected.tokenUsage(), response.tokenUsage());
            assertEquals(expected.finishReason(), response.finishReason());
        }
    }

    @Test
    void aCancelledAnswerIsToldNoFurther() throws InterruptedException {
        Heard heard = new Heard() {
            @Override
            public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
                super.onPartialResponse(part.text());
                context.streamingHandle().cancel();
            }
        };
        greedy().chat("Tell me a story.", heard);
        assertTrue(heard.parts.poll(1, TimeUnit.MINUTES) != null);
        Heard next = new Heard();
        greedy().chat(BuiltIn.QUESTION, next);
        assertEquals(BuiltIn.ANSWER, next.response().aiMessage().text());
        assertEquals(List.of(), List.copyOf(heard.parts));
        assertTrue(heard.errors.isEmpty() && !heard.whole.isDone());
    }

    @Test
    void whatAHandlerThrowsItIsToldAndTheAnswerGoesOn() {
        Heard heard = new Heard() {
            @Override
            public void onPartialResponse(String part) {
                super.onPartialResponse(part);
                throw new IllegalStateException("no room for " + part);
            }
        };
        greedy().chat(BuiltIn.QUESTION, heard);
        assertEquals(BuiltIn.ANSWER, heard.response().aiMessage().text());
        assertEquals(heard.parts.size(), heard.errors.size());
    }

    @Test
    void callsOfToolsAreTold() {
        List<ToolExecutionRequest> calls = new ArrayList<>();
        Heard heard = new Heard() {
            @Override
            public void onCompleteToolCall(CompleteToolCall call) {
                calls.add(call.toolExecutionRequest());
            }
        };
        ChatRequest request = ChatRequest.builder()
                .messages(UserMessage.from("Hello!"))
                .toolSpecifications(ToolSpecification.builder()
                        .name("greet")
                        .description("Greets.")
                        .build())
                .toolChoice(ToolChoice.REQUIRED)
                .maxOutputTokens(100)
                .build();
        greedy().chat(request, heard);
        assertEquals(heard.response().aiMessage().toolExecutionRequests(), calls);
        assertEquals("greet", calls.getFirst().name());
        assertTrue(heard.parts.isEmpty(), heard.parts.toString());
    }

    @Test
    void whatIsWrongWithARequestIsTold() throws InterruptedException {
        Heard heard = new Heard();
        greedy().chat("many words ".repeat(600), heard);
        assertInstanceOf(InvalidRequestException.class, heard.errors.poll(1, TimeUnit.MINUTES));
        ChatRequest image = ChatRequest.builder()
                .messages(UserMessage.from(ImageContent.from("aGk=", "image/png")))
                .build();
        assertThrows(UnsupportedFeatureException.class, () -> greedy().chat(image, heard));
    }

    @Test
    void closingTheModelEndsAnswersWithAnError() throws InterruptedException, ExecutionException {
        CriaStreamingChatModel own =
                CriaStreamingChatModel.builder().modelPath(BuiltIn.FILE).build();
        Heard heard = new Heard() {
            @Override
            public void onPartialResponse(String part) {
                if (parts.isEmpty()) {
                    Thread.ofVirtual().start(own::close);
                }
                super.onPartialResponse(part);
            }
        };
        own.chat("Tell me a story.", heard);
        CompletableFuture.anyOf(heard.whole, CompletableFuture.supplyAsync(() -> {
                    try {
                        return heard.errors.take();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .get();
    }
}
