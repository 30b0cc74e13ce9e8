package org.cria.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.ollama.OllamaEmbeddingModel;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.service.AiServices;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.cria.kernels.CriaException;
import org.cria.model.generation.GenerationSettings;
import org.cria.server.CriaServer;
import org.cria.server.http.HttpSettings;
import org.cria.server.work.Catalogue;
import org.cria.server.work.Loader;
import org.cria.server.work.Models;
import org.cria.server.work.ServedModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** LangChain4j's own clients of OpenAI's and Ollama's APIs, with Cria's server. */
final class HttpClientsTest {
    private static final String NAME = "quillay";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static CriaModel model;
    private static CriaServer server;
    private static String ollama;
    private static String openAi;

    @BeforeAll
    static void serve() throws java.io.IOException {
        model = BuiltIn.open();
        ServedModel served = new ServedModel(
                NAME,
                1,
                model.model(),
                model.scheduler(),
                Optional.of(model.template()),
                Optional.empty(),
                GenerationSettings.defaults());
        Models.Source source = new Models.Source(NAME, Files.size(BuiltIn.FILE), BuiltIn.FILE);
        server = new CriaServer(
                HttpSettings.defaults().withAddress("127.0.0.1", 0),
                new Catalogue(List.of(source), new Loaded(served), 0, Duration.ofSeconds(1)),
                PATIENCE);
        ollama = "http://127.0.0.1:" + server.address().getPort();
        openAi = ollama + "/v1";
    }

    @AfterAll
    static void close() {
        server.close();
        model.close();
    }

    /** A model that is open already. */
    private record Loaded(ServedModel model) implements Loader {
        @Override
        public long bytes(Models.Source source) {
            return 0;
        }

        @Override
        public ServedModel load(Models.Source source) {
            return model;
        }

        @Override
        public void failed(Models.Source source, CriaException failure) {
            throw failure;
        }

        @Override
        public void unload(ServedModel unloaded, Duration grace) {}
    }

    private static OpenAiChatModel.OpenAiChatModelBuilder openAiChat() {
        return OpenAiChatModel.builder()
                .baseUrl(openAi)
                .apiKey("none")
                .modelName(NAME)
                .temperature(0.0)
                .timeout(PATIENCE)
                .maxRetries(0);
    }

    private static OllamaChatModel.OllamaChatModelBuilder ollamaChat() {
        return OllamaChatModel.builder()
                .baseUrl(ollama)
                .modelName(NAME)
                .temperature(0.0)
                .timeout(PATIENCE)
                .maxRetries(0);
    }

    private static void answers(ChatModel chat) {
        ChatResponse response = chat.chat(UserMessage.from(BuiltIn.QUESTION));
        assertEquals(BuiltIn.ANSWER, response.aiMessage().text());
        assertEquals(FinishReason.STOP, response.finishReason());
        assertEquals(NAME, response.modelName());
        ChatResponse own =
                CriaChatModel.builder().model(model).temperature(0.0).build().chat(UserMessage.from(BuiltIn.QUESTION));
        assertEquals(own.tokenUsage().inputTokenCount(), response.tokenUsage().inputTokenCount());
    }

    private static ChatResponse streams(StreamingChatModel chat, String question, StringBuilder parts) {
        CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
        chat.chat(question, new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String part) {
                parts.append(part);
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                whole.complete(response);
            }

            @Override
            public void onError(Throwable error) {
                whole.completeExceptionally(error);
            }
        });
        return whole.orTimeout(2, TimeUnit.MINUTES).join();
    }

    private static void streams(StreamingChatModel chat) {
        StringBuilder parts = new StringBuilder();
        ChatResponse response = streams(chat, BuiltIn.QUESTION, parts);
        assertEquals(BuiltIn.ANSWER, parts.toString());
        assertEquals(BuiltIn.ANSWER, response.aiMessage().text());
        assertEquals(FinishReason.STOP, response.finishReason());
    }

    private static void embeds(EmbeddingModel vectors) {
        float[] expected = CriaEmbeddingModel.builder()
                .model(model)
                .build()
                .embed("Varick lives in Umberly.")
                .content()
                .vector();
        float[] found = vectors.embed("Varick lives in Umberly.").content().vector();
        assertEquals(expected.length, found.length);
        for (int i = 0; i < found.length; i++) {
            assertEquals(expected[i], found[i], 1e-6); // as decimal digits
        }
    }

    @Test
    void openAisClientChats() {
        answers(openAiChat().build());
    }

    @Test
    void openAisClientStreams() {
        streams(OpenAiStreamingChatModel.builder()
                .baseUrl(openAi)
                .apiKey("none")
                .modelName(NAME)
                .temperature(0.0)
                .timeout(PATIENCE)
                .build());
    }

    @Test
    void openAisClientEmbeds() {
        embeds(OpenAiEmbeddingModel.builder()
                .baseUrl(openAi)
                .apiKey("none")
                .modelName(NAME)
                .timeout(PATIENCE)
                .maxRetries(0)
                .build());
    }

    @Test
    void openAisClientHearsWhatIsWrong() {
        ChatModel chat = openAiChat().build();
        assertThrows(
                InvalidRequestException.class,
                () -> openAiChat().topP(7.0).build().chat("Hello!"));
        assertThrows(
                ModelNotFoundException.class,
                () -> openAiChat().modelName("gpt").build().chat("Hello!"));
        assertEquals(BuiltIn.ANSWER, chat.chat(BuiltIn.QUESTION));
        StreamingChatModel other = OpenAiStreamingChatModel.builder()
                .baseUrl(openAi)
                .apiKey("none")
                .modelName("gpt")
                .timeout(PATIENCE)
                .build();
        CompletionException error =
                assertThrows(CompletionException.class, () -> streams(other, "Hello!", new StringBuilder()));
        assertInstanceOf(ModelNotFoundException.class, error.getCause());
    }

    @Test
    void ollamasClientChats() {
        answers(ollamaChat().build());
    }

    @Test
    void ollamasClientStreams() {
        streams(OllamaStreamingChatModel.builder()
                .baseUrl(ollama)
                .modelName(NAME)
                .temperature(0.0)
                .timeout(PATIENCE)
                .build());
    }

    @Test
    void ollamasClientEmbeds() {
        embeds(OllamaEmbeddingModel.builder()
                .baseUrl(ollama)
                .modelName(NAME)
                .timeout(PATIENCE)
                .maxRetries(0)
                .build());
    }

    @Test
    void ollamasClientHearsWhatIsWrong() {
        ModelNotFoundException error = assertThrows(
                ModelNotFoundException.class,
                () -> ollamaChat().modelName("gpt").build().chat("Hello!"));
        assertTrue(String.valueOf(error.getMessage()).contains("gpt"), error.getMessage());
    }

    record Person(AiServicesTest.Mood mood, boolean grown) {}

    interface Clerk {
        Person person(String text);
    }

    @Test
    void aServicesAnswerIsARecordOverHttpToo() {
        Clerk clerk = AiServices.create(
                Clerk.class,
                openAiChat()
                        .supportedCapabilities(dev.langchain4j.model.chat.Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                        .strictJsonSchema(true)
                        .build());
        assertTrue(clerk.person("Ada is glad.").mood() != null);
    }
}
