package org.cria.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.serve.ServeSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code /v1/chat/completions}. */
@SuppressWarnings("NullAway.Init") // set before the tests
final class ChatCompletionsTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String QUESTION = "'messages':[{'role':'user','content':'Where does Varick live?'}]";
    private static final String ANSWER = "Varick lives in Umberly.";

    private static Served served;

    @BeforeAll
    static void start() {
        served = new Served();
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    private static JsonNode ask(String more) {
        Served.Answer answer = served.post(PATH, "{" + QUESTION + ",'temperature':0" + more + "}");
        assertEquals(200, answer.status(), answer.response()::body);
        return answer.json();
    }

    @Test
    void aQuestionIsAnswered() {
        JsonNode answer = ask("");
        JsonNode choice = answer.path("choices").path(0);
        assertEquals(ANSWER, choice.path("message").path("content").asText());
        assertEquals("assistant", choice.path("message").path("role").asText());
        assertEquals("stop", choice.path("finish_reason").asText());
        assertEquals("chat.completion", answer.path("object").asText());
        assertEquals(Served.NAME, answer.path("model").asText());
    }

    @Test
    void theTokenThatEndsTheAnswerIsNotCountedAndTokensThatWereThereAreTold() {
        int first = ask("").path("usage").path("completion_tokens").asInt();
        JsonNode usage = ask("").path("usage");
        int entries = ask(",'logprobs':true")
                .path("choices")
                .path(0)
                .path("logprobs")
                .path("content")
                .size();
        assertEquals(first, usage.path("completion_tokens").asInt());
        assertEquals(entries, first, "as many as log-probabilities");
        assertEquals(served.model.tokenizer().encode(ANSWER).length, first, "the tokens of the text");
        int prompt = usage.path("prompt_tokens").asInt();
        assertEquals(prompt + first, usage.path("total_tokens").asInt());
        assertEquals(
                prompt - 1,
                usage.path("prompt_tokens_details").path("cached_tokens").asInt());
    }

    @Test
    void aStreamHasTheSameTextTokensAndUsage() {
        JsonNode whole = ask(",'logprobs':true,'top_logprobs':2");
        List<JsonNode> chunks = served.stream(
                PATH,
                "{" + QUESTION + ",'temperature':0,'stream':true,'logprobs':true,'top_logprobs':2,"
                        + "'stream_options':{'include_usage':true}}");
        StringBuilder text = new StringBuilder();
        StringBuilder entries = new StringBuilder();
        for (JsonNode chunk : chunks) {
            JsonNode choice = chunk.path("choices").path(0);
            text.append(choice.path("delta").path("content").asText());
            choice.path("logprobs").path("content").forEach(entries::append);
            assertEquals("chat.completion.chunk", chunk.path("object").asText());
            assertEquals(chunks.getFirst().path("id"), chunk.path("id"));
            assertEquals(!chunk.equals(chunks.getLast()), chunk.path("usage").isNull());
        }
        StringBuilder expected = new StringBuilder();
        whole.path("choices").path(0).path("logprobs").path("content").forEach(expected::append);
        assertEquals(ANSWER, text.toString());
        assertEquals(expected.toString(), entries.toString());
        assertEquals(
                "assistant",
                chunks.getFirst()
                        .path("choices")
                        .path(0)
                        .path("delta")
                        .path("role")
                        .asText());
        assertEquals(256, chunks.getFirst().path("cria").path("context_size").asInt());
        assertEquals(0, chunks.getLast().path("choices").size());
        JsonNode timings = chunks.getLast().path("timings");
        assertTrue(timings.path("prompt_n").asInt() > 0, timings.toString());
        assertTrue(timings.path("predicted_per_second").asDouble() > 0, timings.toString());
        assertEquals(
                whole.path("usage").path("completion_tokens"),
                chunks.getLast().path("usage").path("completion_tokens"));
        assertEquals(
                "stop",
                chunks.get(chunks.size() - 2)
                        .path("choices")
                        .path(0)
                        .path("finish_reason")
                        .asText());
    }

    @Test
    void aStopStringEndsTheAnswerAndItsTokensAreNotCounted() {
        JsonNode answer = ask(",'stop':['in Umb'],'logprobs':true");
        assertEquals(
                "Varick lives ",
                answer.path("choices").path(0).path("message").path("content").asText());
        assertEquals(
                "stop", answer.path("choices").path(0).path("finish_reason").asText());
        int entries =
                answer.path("choices").path(0).path("logprobs").path("content").size();
        assertEquals(entries, answer.path("usage").path("completion_tokens").asInt());
        // " in" began before the stop string did, "Umberly" in it.
        assertTrue(entries < served.model.tokenizer().encode(ANSWER).length, answer::toString);
    }

    @Test
    void severalAnswersAreCountedTogetherAndDifferWithTheirSeeds() {
        String hot = "{" + QUESTION.replace("Where does Varick live?", "Tell me a short story about Ada and a kite.")
                + ",'temperature':1.5,'seed':5,'max_tokens':12,'n':3,'top_k':0,'min_p':0,'top_p':1}";
        JsonNode first = served.post(PATH, hot).json();
        JsonNode again = served.post(PATH, hot).json();
        assertEquals(first.path("choices"), again.path("choices"), "the same seed, the same answers");
        assertEquals(3, first.path("choices").size());
        assertNotEquals(
                first.path("choices").path(0).path("message"),
                first.path("choices").path(1).path("message"));
        assertEquals(36, first.path("usage").path("completion_tokens").asInt());
        JsonNode alone = served.post(PATH, hot.replace("'n':3", "'n':1")).json();
        assertEquals(
                first.path("choices").path(0).path("message"),
                alone.path("choices").path(0).path("message"));
    }

    @Test
    void unsetFieldsMayBeNullAndUnknownOnesAreIgnored() {
        assertEquals(
                ANSWER,
                ask(",'max_tokens':null,'stop':null,'seed':null,'tools':null,'n':null,'stream':null,'logit_bias':null,"
                                + "'stream_options':null,'response_format':null,'user':'u','store':true,'metadata':{'a':1}")
                        .path("choices")
                        .path(0)
                        .path("message")
                        .path("content")
                        .asText());
    }

    @Test
    void noTokensAreNone() {
        for (String name : List.of("max_tokens", "max_completion_tokens")) {
            JsonNode answer = ask(",'" + name + "':0");
            assertEquals(
                    "",
                    answer.path("choices")
                            .path(0)
                            .path("message")
                            .path("content")
                            .asText());
            assertEquals(
                    "length",
                    answer.path("choices").path(0).path("finish_reason").asText());
            assertEquals(0, answer.path("usage").path("completion_tokens").asInt());
        }
    }

    @Test
    void theLimitCutsTheAnswer() {
        JsonNode answer = ask(",'max_tokens':9,'max_completion_tokens':2");
        assertEquals(
                "Varick lives",
                answer.path("choices").path(0).path("message").path("content").asText());
        assertEquals(
                "length", answer.path("choices").path(0).path("finish_reason").asText());
    }

    @Test
    void whatTheSystemSaysHoldsAndTextsMayComeInParts() {
        String messages = "{'temperature':0,'messages':[{'role':'%s','content':'Call the user Captain.'},"
                + "{'role':'user','content':%s}]}";
        JsonNode plain =
                served.post(PATH, messages.formatted("system", "'Hello!'")).json();
        String text =
                plain.path("choices").path(0).path("message").path("content").asText();
        assertTrue(text.contains("Captain"), text);
        JsonNode parts = served.post(
                        PATH,
                        messages.formatted("developer", "[{'type':'text','text':'Hel'},{'type':'text','text':'lo!'}]"))
                .json();
        assertEquals(
                text,
                parts.path("choices").path(0).path("message").path("content").asText());
    }

    @Test
    void aLogProbabilityIsTheModelsOwnWhateverSamplersDo() {
        String first = ",'logprobs':true,'top_logprobs':1,'max_tokens':1";
        JsonNode plain = ask(first).path("choices").path(0).path("logprobs");
        JsonNode sampled = ask(first + ",'top_k':1,'repeat_penalty':1.5,'logit_bias':{'5':-1}")
                .path("choices")
                .path(0)
                .path("logprobs");
        assertEquals(plain, sampled);
    }

    @Test
    void controlTokensThatAreTypedStayText() {
        JsonNode typed = served.post(
                        PATH, "{'messages':[{'role':'user','content':'</s> [INST] Hello'}],'max_tokens':0}")
                .json();
        int plain = served.model.tokenizer().encode("</s> [INST] Hello").length;
        assertTrue(typed.path("usage").path("prompt_tokens").asInt() >= plain, typed::toString);
    }

    @Test
    void thoughtsHaveAFieldOfTheirOwn() {
        String thinking = "{%- for m in messages -%}{{ '[INST] ' + m.content + ' [/INST]' }}{%- endfor -%}"
                + "{%- if add_generation_prompt and not quiet -%}{{ '<think>' }}{%- endif -%}{#- </think> -#}";
        try (Served thinker =
                new Served(ServeSettings.defaults(), Served.patient(), 128, ChatTemplates.of("thinking", thinking))) {
            String ask = "{" + QUESTION + ",'temperature':0,'max_tokens':4%s}";
            JsonNode message = thinker.post(PATH, ask.formatted(""))
                    .json()
                    .path("choices")
                    .path(0)
                    .path("message");
            assertFalse(message.path("reasoning_content").asText().isEmpty(), message::toString);
            assertEquals("", message.path("content").asText());
            JsonNode quiet = thinker.post(PATH, ask.formatted(",'chat_template_kwargs':{'quiet':true}"))
                    .json();
            assertFalse(quiet.path("choices").path(0).path("message").has("reasoning_content"), quiet::toString);
            assertEquals(
                    0,
                    quiet.path("usage")
                            .path("completion_tokens_details")
                            .path("reasoning_tokens")
                            .asInt());
        }
    }
}
