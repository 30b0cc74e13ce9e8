package org.cria.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.output.structured.Description;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** LangChain4j's services on top of the models. */
final class AiServicesTest {
    private static CriaModel model;

    @BeforeAll
    static void open() {
        model = BuiltIn.open();
    }

    @AfterAll
    static void close() {
        model.close();
    }

    enum Mood {
        GLAD,
        SAD
    }

    record Person(
            @Description("how they feel") Mood mood,
            boolean grown,
            @Description("in years") int age) {}

    interface Clerk {
        @UserMessage("Who is spoken of? {{text}}")
        Person person(@V("text") String text);
    }

    interface Captain {
        @SystemMessage("Call the user Captain.")
        String say(String text);
    }

    interface Teller {
        TokenStream tell(String text);
    }

    private static CriaChatModel greedy() {
        return CriaChatModel.builder().model(model).temperature(0.0).build();
    }

    @Test
    void anAnswerIsARecord() {
        Clerk clerk = AiServices.create(
                Clerk.class,
                CriaChatModel.builder()
                        .model(model)
                        .temperature(0.0)
                        .strictJsonSchema(true)
                        .build());
        // The answer is bound to the record's schema: even this small model gives one that can be read.
        Person person = clerk.person("Ada is glad. She is 36 and lives in Oakham.");
        assertNotNull(person.mood());
        assertTrue(person.age() >= 0, person.toString());
    }

    @Test
    void aConversationIsRemembered() {
        Captain captain = AiServices.builder(Captain.class)
                .chatModel(greedy())
                .chatMemory(MessageWindowChatMemory.withMaxMessages(10))
                .build();
        captain.say("Hello!");
        captain.say("My name is Ada and I live in Oakham.");
        assertEquals("You live in Oakham, Captain.", captain.say("Where do I live?"));
    }

    @Test
    void anAnswerIsAStreamOfTokens() {
        Teller teller = AiServices.create(
                Teller.class,
                CriaStreamingChatModel.builder().model(model).temperature(0.0).build());
        StringBuilder text = new StringBuilder();
        CompletableFuture<String> whole = new CompletableFuture<>();
        teller.tell(BuiltIn.QUESTION)
                .onPartialResponse(text::append)
                .onCompleteResponse(
                        response -> whole.complete(response.aiMessage().text()))
                .onError(whole::completeExceptionally)
                .start();
        assertEquals(BuiltIn.ANSWER, whole.orTimeout(1, TimeUnit.MINUTES).join());
        assertEquals(BuiltIn.ANSWER, text.toString());
    }
}
