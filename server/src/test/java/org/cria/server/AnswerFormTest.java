package org.cria.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Answers that are bound to a form. */
@SuppressWarnings("NullAway.Init") // set before the tests
final class AnswerFormTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String QUESTION = "'messages':[{'role':'user','content':'Where does Varick live?'}]";
    private static final String TOWN =
            "'response_format':{'type':'json_schema','json_schema':{'name':'place','strict':true,"
                    + "'schema':{'type':'object','properties':{'town':{'enum':['Oakham','Pallow','Umberly']},"
                    + "'people':{'type':'integer','minimum':10,'maximum':99}},'required':['town','people']}}}";

    private static Served served;

    @BeforeAll
    static void start() {
        served = new Served();
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    private static JsonNode choice(String more) {
        Served.Answer answer = served.post(CHAT, "{" + QUESTION + "," + more + "}");
        assertEquals(200, answer.status(), answer.response()::body);
        return answer.json().path("choices").path(0);
    }

    private static JsonNode said(JsonNode choice) {
        assertEquals("stop", choice.path("finish_reason").asText());
        return Served.parsed(choice.path("message").path("content").asText());
    }

    @Test
    void aSchemaIsMetWhateverTheTemperature() {
        for (int seed = 0; seed < 5; seed++) {
            JsonNode place = said(choice(TOWN + ",'temperature':2,'seed':" + seed));
            assertTrue(List.of("Oakham", "Pallow", "Umberly")
                    .contains(place.path("town").asText()));
            int people = place.path("people").asInt();
            assertTrue(people >= 10 && people <= 99, place::toString);
        }
    }

    @Test
    void whenTheLengthRunsOutTheFinishReasonSaysSo() {
        JsonNode choice = choice(TOWN + ",'max_tokens':3");
        assertEquals("length", choice.path("finish_reason").asText());
    }

    @Test
    void anyObjectIsAnObjectAndAFieldOfLlamaServerDoesTheSame() {
        JsonNode form = choice("'response_format':{'type':'json_object'},'temperature':0,'max_tokens':60");
        assertTrue(form.path("message").path("content").asText().startsWith("{"), form::toString);
        assertEquals("3", said(choice("'json_schema':{'const':3}")).toString());
        assertEquals(
                "yes",
                choice("'grammar':'root ::= \\'yes\\''")
                        .path("message")
                        .path("content")
                        .asText());
        assertEquals(
                "text",
                choice("'response_format':{'type':'text'},'json_schema':{'const':'text'}")
                        .path("message")
                        .path("content")
                        .asText()
                        .replace("\"", ""));
    }

    @Test
    void theSameRequestHasTheSameAnswerWhoeverElseIsServed() throws Exception {
        String request = TOWN + ",'temperature':1.5,'seed':7";
        JsonNode alone = said(choice(request));
        try (ExecutorService others = Executors.newFixedThreadPool(4)) {
            List<Future<JsonNode>> answers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String one = i % 2 == 0 ? request : "'temperature':1,'seed':3,'max_tokens':20";
                answers.add(others.submit(() -> choice(one)));
            }
            assertEquals(alone, said(answers.get(0).get()));
            assertEquals(alone, said(answers.get(2).get()));
        }
    }

    @Test
    void textsAreBoundToo() {
        Served.Answer answer =
                served.post("/v1/completions", "{'prompt':'Varick lives in','json_schema':{'enum':['Umberly']}}");
        assertEquals(
                "\"Umberly\"",
                answer.json().path("choices").path(0).path("text").asText());
    }
}
