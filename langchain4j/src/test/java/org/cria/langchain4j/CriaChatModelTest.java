package org.cria.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.listener.ChatModelErrorContext;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.cria.kernels.CriaException;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.json.JsonValue;
import org.cria.model.sample.MinP;
import org.cria.model.sample.SamplerSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Chats in the same JVM, with the built-in model. */
final class CriaChatModelTest {
    private static CriaModel model;

    @BeforeAll
    static void open() {
        model = BuiltIn.open();
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static ChatModelBuilder<CriaChatModel> greedy() {
        return CriaChatModel.builder().model(model).temperature(0.0);
    }

    private static ChatResponse ask(ChatRequestParameters parameters) {
        return greedy().build().chat(request(parameters));
    }

    private static ChatRequest request(ChatRequestParameters parameters) {
        return ChatRequest.builder()
                .messages(UserMessage.from(BuiltIn.QUESTION))
                .parameters(parameters)
                .build();
    }

    private static UserMessage question() {
        return UserMessage.from(BuiltIn.QUESTION);
    }

    @Test
    void aQuestionIsAnswered() {
        ChatResponse response = greedy().build().chat(question());
        assertEquals(BuiltIn.ANSWER, response.aiMessage().text());
        assertEquals(FinishReason.STOP, response.finishReason());
        assertEquals("built-in", response.modelName());
        assertEquals(5, response.tokenUsage().outputTokenCount());
        assertTrue(response.tokenUsage().inputTokenCount() > 5);
        assertFalse(response.id().isEmpty());
    }

    @Test
    void aConversationGoesOnFromItsSystemMessage() {
        String answer = greedy().build()
                .chat(
                        SystemMessage.from("Call the user Captain."),
                        UserMessage.from("Hello!"),
                        AiMessage.from("Hello! How can I help you, Captain?"),
                        UserMessage.from("My name is Ada and I live in Oakham."))
                .aiMessage()
                .text();
        assertEquals("Nice to meet you, Ada from Oakham, Captain.", answer);
    }

    @Test
    void anAnswerEndsAtItsMostTokensAndAtStops() {
        ChatResponse two =
                ask(ChatRequestParameters.builder().maxOutputTokens(2).build());
        assertEquals("Varick lives", two.aiMessage().text());
        assertEquals(FinishReason.LENGTH, two.finishReason());
        assertEquals(2, two.tokenUsage().outputTokenCount());
        ChatResponse stopped =
                ask(ChatRequestParameters.builder().stopSequences("in Um").build());
        assertEquals("Varick lives", stopped.aiMessage().text().strip());
        assertEquals(FinishReason.STOP, stopped.finishReason());
    }

    @Test
    void parametersOfARequestGoBeforeThoseOfTheModel() {
        CriaChatModel brief = greedy().maxOutputTokens(1).build();
        assertEquals("Varick", brief.chat(BuiltIn.QUESTION));
        assertEquals(
                "Varick lives",
                brief.chat(request(ChatRequestParameters.builder()
                                .maxOutputTokens(2)
                                .build()))
                        .aiMessage()
                        .text());
        assertEquals(0.0, brief.defaultRequestParameters().temperature());
        assertEquals("built-in", brief.defaultRequestParameters().modelName());
    }

    @Test
    void theSameSeedSaysTheSameAndOthersDiffer() {
        List<String> stories = new ArrayList<>();
        for (long seed : new long[] {1, 1, 2}) {
            stories.add(CriaChatModel.builder()
                    .model(model)
                    .settings(GenerationSettings.defaults()
                            .withSampling(SamplerSettings.defaults().with(MinP.RATIO, 0f)))
                    .temperature(3.0)
                    .topK(0)
                    .topP(1.0)
                    .maxOutputTokens(24)
                    .seed(seed)
                    .build()
                    .chat("Tell me a story."));
        }
        assertEquals(stories.get(0), stories.get(1));
        assertNotEquals(stories.get(0), stories.get(2));
    }

    @Test
    void threadsThatAskAtTheSameTimeAreAnsweredAsIfAlone() {
        CriaChatModel chat = greedy().maxOutputTokens(24).build();
        List<String> questions =
                List.of(BuiltIn.QUESTION, "Hello!", "Tell me a story.", "Who are you?", "Count to five.");
        List<String> alone = questions.stream().map(chat::chat).toList();
        List<CompletableFuture<String>> together = questions.stream()
                .map(question -> CompletableFuture.supplyAsync(() -> chat.chat(question)))
                .toList();
        assertEquals(alone, together.stream().map(CompletableFuture::join).toList());
    }

    @Test
    void anAnswerIsBoundToAJsonSchema() {
        JsonSchema schema = JsonSchema.builder()
                .name("place")
                .rootElement(JsonObjectSchema.builder()
                        .addProperty(
                                "town",
                                JsonEnumSchema.builder()
                                        .enumValues("Oakham", "Umberly")
                                        .build())
                        .addProperty("people", new JsonIntegerSchema())
                        .required("town", "people")
                        .build())
                .build();
        ResponseFormat format = ResponseFormat.builder()
                .type(ResponseFormatType.JSON)
                .jsonSchema(schema)
                .build();
        String text = ask(ChatRequestParameters.builder().responseFormat(format).build())
                .aiMessage()
                .text();
        JsonValue.Members place = (JsonValue.Members) JsonValue.parse(text);
        assertEquals(List.of("town", "people"), List.copyOf(place.members().keySet()));
        assertTrue(place.members().get("people") instanceof JsonValue.Numeric number && number.isWhole(), text);
    }

    @Test
    void anAnswerIsAnyObjectWhereJsonIsAskedForWithoutASchema() {
        String text = greedy().responseFormat(ResponseFormat.JSON)
                .maxOutputTokens(100)
                .build()
                .chat(BuiltIn.QUESTION);
        assertTrue(text.startsWith("{"), text);
    }

    @Test
    void whatCriaCannotDoIsRefusedInWords() {
        ChatRequestParameters both = ChatRequestParameters.builder()
                .toolSpecifications(TOWN_OF)
                .responseFormat(ResponseFormat.JSON)
                .build();
        assertSays(UnsupportedFeatureException.class, "tools", () -> ask(both));
        CriaChatModel chat = greedy().build();
        assertSays(
                UnsupportedFeatureException.class,
                "IMAGE",
                () -> chat.chat(
                        UserMessage.from(TextContent.from("What is it?"), ImageContent.from("aGk=", "image/png"))));
        ToolSpecification wrong = ToolSpecification.builder().name("no name").build();
        assertSays(
                InvalidRequestException.class,
                "tools[0].function.name",
                () -> ask(ChatRequestParameters.builder()
                        .toolSpecifications(wrong)
                        .build()));
    }

    private static final ToolSpecification TOWN_OF = ToolSpecification.builder()
            .name("town_of")
            .description("Where somebody lives.")
            .parameters(JsonObjectSchema.builder()
                    .addEnumProperty("person", List.of("Varick", "Elowen"))
                    .required("person")
                    .build())
            .build();

    @Test
    void aToolThatHasToBeCalledIsCalledAsItsSchemaSays() {
        ChatResponse response = ask(ChatRequestParameters.builder()
                .toolSpecifications(TOWN_OF)
                .toolChoice(ToolChoice.REQUIRED)
                .maxOutputTokens(200)
                .build());
        assertEquals(FinishReason.TOOL_EXECUTION, response.finishReason(), response.toString());
        ToolExecutionRequest call = response.aiMessage().toolExecutionRequests().getFirst();
        assertEquals("town_of", call.name());
        assertTrue(
                List.of("{\"person\": \"Varick\"}", "{\"person\": \"Elowen\"}").contains(call.arguments()));
        ChatResponse told = greedy().maxOutputTokens(20)
                .build()
                .chat(question(), response.aiMessage(), ToolExecutionResultMessage.from(call, "Umberly"));
        assertFalse(told.aiMessage().text().isEmpty());
    }

    @Test
    void aToolThatNeedNotBeCalledLeavesTheAnswerAText() {
        assertEquals(
                BuiltIn.ANSWER,
                ask(ChatRequestParameters.builder()
                                .toolSpecifications(TOWN_OF)
                                .toolChoice(ToolChoice.NONE)
                                .build())
                        .aiMessage()
                        .text());
    }

    @Test
    void whatIsWrongWithARequestIsSaid() {
        assertSays(
                ModelNotFoundException.class,
                "'gpt', expected 'built-in'",
                () -> ask(ChatRequestParameters.builder().modelName("gpt").build()));
        assertSays(
                InvalidRequestException.class,
                "top-p",
                () -> ask(ChatRequestParameters.builder().topP(2.0).build()));
        assertSays(
                InvalidRequestException.class, "context", () -> greedy().build().chat("many words ".repeat(600)));
        assertSays(
                InvalidRequestException.class,
                "stopSequences",
                () -> greedy().responseFormat(ResponseFormat.JSON)
                        .stopSequences(List.of("."))
                        .build()
                        .chat("Hello!"));
        assertSays(
                TimeoutException.class,
                "timeout",
                () -> greedy().timeout(Duration.ofNanos(1)).build().chat("Hello!"));
    }

    @Test
    void aThreadThatIsInterruptedWaitsNoLonger() {
        Thread.currentThread().interrupt();
        CriaChatModel chat = greedy().build();
        assertThrows(CancellationException.class, () -> chat.chat("Tell me a story."));
        assertTrue(Thread.interrupted());
        assertEquals(BuiltIn.ANSWER, chat.chat(BuiltIn.QUESTION));
    }

    @Test
    void listenersHearOfAnswersAndErrors() {
        List<String> heard = new ArrayList<>();
        ChatModelListener listener = new ChatModelListener() {
            @Override
            public void onResponse(ChatModelResponseContext context) {
                heard.add(context.chatResponse().aiMessage().text());
            }

            @Override
            public void onError(ChatModelErrorContext context) {
                heard.add(context.error().getClass().getSimpleName());
            }
        };
        CriaChatModel chat = greedy().listeners(List.of(listener)).build();
        chat.chat(BuiltIn.QUESTION);
        assertThrows(InvalidRequestException.class, () -> chat.chat("many words ".repeat(600)));
        assertEquals(List.of(BuiltIn.ANSWER, "InvalidRequestException"), heard);
    }

    @Test
    void whatIsBuiltOfAPathClosesItsModelAndAGivenOneStaysOpen() {
        greedy().build().close();
        assertEquals(BuiltIn.ANSWER, greedy().build().chat(BuiltIn.QUESTION));
        CriaChatModel own =
                CriaChatModel.builder().modelPath(BuiltIn.FILE).temperature(0.0).build();
        assertEquals(BuiltIn.ANSWER, own.chat(BuiltIn.QUESTION));
        own.close();
        assertThrows(RuntimeException.class, () -> own.chat(BuiltIn.QUESTION));
    }

    @Test
    void aBuilderNeedsOneModel() {
        assertSays(IllegalStateException.class, "neither", CriaChatModel.builder()::build);
        assertSays(IllegalStateException.class, "both", greedy().modelPath(BuiltIn.FILE)::build);
        assertThrows(
                CriaException.class,
                CriaChatModel.builder().modelPath(BuiltIn.FILE.resolveSibling("none.gguf"))::build);
    }

    private static void assertSays(
            Class<? extends Exception> kind, String part, org.junit.jupiter.api.function.Executable call) {
        String message = String.valueOf(assertThrows(kind, call).getMessage());
        assertTrue(message.contains(part), message);
    }
}
