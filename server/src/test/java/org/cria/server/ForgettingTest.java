package org.cria.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.cria.model.serve.ServeSettings;
import org.junit.jupiter.api.Test;

/** Conversations that are longer than the context. */
final class ForgettingTest {
    private static final String PATH = "/v1/chat/completions";

    @Test
    void wholeExchangesGoTheSystemPromptStaysAndMostRequestsBeginAsTheOneBefore() {
        try (Served served = new Served(ServeSettings.defaults(), Served.patient(), 128)) {
            StringBuilder messages = new StringBuilder("{'role':'system','content':'Call the user Captain.'}");
            int again = 0;
            int forgotten = 0;
            int read = 0;
            for (int turn = 0; turn < 24; turn++) {
                messages.append(",{'role':'user','content':'My name is Ada and I live in Oakham.'}");
                String request = "{'temperature':0,'max_tokens':20,'messages':[" + messages + "]}";
                JsonNode answer = served.post(PATH, request).json();
                String text = answer.path("choices")
                        .path(0)
                        .path("message")
                        .path("content")
                        .asText();
                assertTrue(text.contains("Captain"), () -> "the system prompt stays: " + answer);
                assertTrue(
                        answer.path("usage").path("prompt_tokens").asInt() <= 108,
                        () -> "room for an answer: " + answer);
                int gone = answer.path("cria").path("forgotten_messages").asInt();
                assertTrue(gone >= forgotten && gone % 2 == 0, () -> "whole exchanges: " + answer);
                again += gone > forgotten ? 1 : 0;
                forgotten = gone;
                int cached = answer.path("usage")
                        .path("prompt_tokens_details")
                        .path("cached_tokens")
                        .asInt();
                read += answer.path("usage").path("prompt_tokens").asInt() - cached;
                if (turn == 23) {
                    assertEquals(
                            answer.path("choices"),
                            served.post(PATH, request).json().path("choices"));
                    Served.Answer refused = served.post(PATH, "{'truncation':'disabled'," + request.substring(1));
                    assertEquals(400, refused.status());
                    assertTrue(refused.error().endsWith("| messages | context_length_exceeded"), refused.error());
                }
                messages.append(",{'role':'assistant','content':'").append(text).append("'}");
            }
            int times = again;
            assertTrue(forgotten > 30, "most is forgotten: " + forgotten);
            assertTrue(times < 12, () -> "the beginning changed " + times + " times in 24 turns");
            assertTrue(read < 24 * 108 / 2, "less than half was read: " + read);
        }
    }

    @Test
    void aMessageThatDoesNotFitAloneIsRefused() {
        try (Served served = new Served(ServeSettings.defaults(), Served.patient(), 64)) {
            Served.Answer refused =
                    served.post(PATH, "{'messages':[{'role':'user','content':'" + "Hello there. ".repeat(60) + "'}]}");
            assertEquals(400, refused.status());
            assertTrue(refused.error().contains("expected less than the context of 64"), refused.error());
            assertTrue(refused.error().endsWith("| messages | context_length_exceeded"), refused.error());
        }
    }
}
