package org.cria.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cria.model.forward.Session;
import org.cria.model.sample.LogProbabilities;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code /v1/completions}. */
@SuppressWarnings("NullAway.Init") // set before the tests
final class CompletionsTest {
    private static final String PATH = "/v1/completions";
    private static final String STORY = "Once upon a time Ada had a kite";

    private static Served served;

    @BeforeAll
    static void start() {
        served = new Served();
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    private static JsonNode complete(String fields) {
        Served.Answer answer = served.post(PATH, "{'temperature':0," + fields + "}");
        assertEquals(200, answer.status(), answer.response()::body);
        return answer.json();
    }

    private static String text(JsonNode answer, int choice) {
        return answer.path("choices").path(choice).path("text").asText();
    }

    @Test
    void aPromptIsATextOrItsTokensOrAListOfEither() {
        int[] tokens = served.model.tokenizer().prompt(STORY);
        String ids = Arrays.toString(tokens);
        String one = text(complete("'max_tokens':5,'prompt':'" + STORY + "'"), 0);
        assertEquals(one, text(complete("'max_tokens':5,'prompt':" + ids), 0));
        for (String list : List.of("['Hello','" + STORY + "']", "[[1,2]," + ids + "]")) {
            JsonNode both = complete("'max_tokens':5,'n':2,'prompt':" + list);
            assertEquals(4, both.path("choices").size());
            assertEquals(one, text(both, 2));
            assertEquals(one, text(both, 3));
            assertEquals(2, both.path("choices").path(2).path("index").asInt());
            assertEquals(20, both.path("usage").path("completion_tokens").asInt(), "of all choices");
        }
    }

    @Test
    void tokensStayAsTheyAre() {
        int[] tokens = served.model.tokenizer().prompt(STORY);
        int[] without = Arrays.copyOfRange(tokens, 1, tokens.length);
        JsonNode scored = complete("'max_tokens':0,'echo':true,'logprobs':0,'prompt':" + Arrays.toString(without));
        assertEquals(without.length, scored.path("usage").path("prompt_tokens").asInt(), "no token is put before them");
        assertArrayEquals(scores(without), logprobs(scored));
    }

    @Test
    void theTokensOfThePromptAreScoredAsTheModelScoresThem() {
        JsonNode scored = complete("'max_tokens':0,'echo':true,'logprobs':2,'prompt':'" + STORY + "'");
        JsonNode logprobs = scored.path("choices").path(0).path("logprobs");
        int[] tokens = served.model.tokenizer().prompt(STORY);
        assertEquals(STORY, text(scored, 0));
        assertEquals(0, scored.path("usage").path("completion_tokens").asInt());
        assertEquals(
                "length", scored.path("choices").path(0).path("finish_reason").asText());
        assertEquals(tokens.length, logprobs.path("tokens").size());
        assertTrue(logprobs.path("token_logprobs").path(0).isNull(), "nothing is before the first");
        assertTrue(logprobs.path("top_logprobs").path(0).isNull());
        assertEquals(2, logprobs.path("top_logprobs").path(1).size());
        assertArrayEquals(scores(tokens), logprobs(scored));
        for (int i = 1; i < tokens.length; i++) {
            String token = logprobs.path("tokens").path(i).asText().strip();
            int offset = logprobs.path("text_offset").path(i).asInt();
            assertTrue(STORY.substring(offset).strip().startsWith(token), token + " at " + offset);
        }
    }

    @Test
    void withATokenMoreThereIsAnEntryMore() {
        JsonNode answer = complete("'max_tokens':1,'echo':true,'logprobs':1,'prompt':'" + STORY + "'");
        JsonNode logprobs = answer.path("choices").path(0).path("logprobs");
        int prompt = answer.path("usage").path("prompt_tokens").asInt();
        assertEquals(prompt + 1, logprobs.path("token_logprobs").size());
        assertEquals(STORY.length(), logprobs.path("text_offset").path(prompt).asInt());
        assertEquals(STORY + text(complete("'max_tokens':1,'prompt':'" + STORY + "'"), 0), text(answer, 0));
        String token = logprobs.path("tokens").path(prompt).asText();
        double own = logprobs.path("token_logprobs").path(prompt).asDouble();
        assertEquals(own, logprobs.path("top_logprobs").path(prompt).path(token).asDouble());
    }

    /** What {@code lm_eval} reads: [ctxlen:-1]. */
    @Test
    void theTokenThatEndsTheTextHasAnEntryTooWhereThePromptIsScored() {
        JsonNode answer =
                complete("'max_tokens':1,'echo':true,'logprobs':1,'prompt':'Varick lives in Umberly.','logit_bias':{'"
                        + served.model.tokenizer().vocabulary().eos().orElseThrow() + "':100}");
        assertEquals(
                "stop", answer.path("choices").path(0).path("finish_reason").asText());
        assertEquals("Varick lives in Umberly.", text(answer, 0));
        assertEquals(
                answer.path("usage").path("prompt_tokens").asInt() + 1,
                answer.path("choices")
                        .path(0)
                        .path("logprobs")
                        .path("token_logprobs")
                        .size());
    }

    @Test
    void aStreamWithEchoHasThePromptFirst() {
        JsonNode whole = complete("'max_tokens':3,'echo':true,'logprobs':1,'prompt':'" + STORY + "'");
        List<JsonNode> chunks = served.stream(
                PATH,
                "{'temperature':0,'max_tokens':3,'echo':true,'logprobs':1,'stream':true,'prompt':'" + STORY + "'}");
        StringBuilder text = new StringBuilder();
        List<JsonNode> entries = new ArrayList<>();
        for (JsonNode chunk : chunks) {
            text.append(text(chunk, 0));
            chunk.path("choices")
                    .path(0)
                    .path("logprobs")
                    .path("token_logprobs")
                    .forEach(entries::add);
        }
        assertEquals(text(whole, 0), text.toString());
        List<JsonNode> expected = new ArrayList<>();
        whole.path("choices").path(0).path("logprobs").path("token_logprobs").forEach(expected::add);
        assertEquals(expected, entries);
        assertTrue(text(chunks.getFirst(), 0).startsWith(STORY));
    }

    @Test
    void aBiasRulesATokenOutOrIn() {
        String prompt = "'max_tokens':1,'logprobs':0,'prompt':'" + STORY + "'";
        JsonNode plain =
                complete(prompt).path("choices").path(0).path("logprobs").path("tokens");
        String token = plain.path(0).asText();
        int id = served.model
                .tokenizer()
                .vocabulary()
                .id(token.replace(' ', '▁'))
                .orElseThrow();
        JsonNode without = complete(prompt + ",'logit_bias':{'" + id + "':-100}");
        assertNotEquals(plain, without.path("choices").path(0).path("logprobs").path("tokens"));
        JsonNode other = complete(prompt + ",'logit_bias':{'7':100}");
        assertEquals(
                7,
                served.model
                        .tokenizer()
                        .vocabulary()
                        .id(other.path("choices")
                                .path(0)
                                .path("logprobs")
                                .path("tokens")
                                .path(0)
                                .asText())
                        .orElse(7));
        JsonNode text = complete(prompt + ",'logit_bias':{' llama':100}");
        assertEquals(" llama", text(text, 0));
    }

    @Test
    void ignoringTheEndGoesOnToTheLimit() {
        JsonNode answer = complete("'max_tokens':60,'ignore_eos':true,'prompt':'" + STORY + "'");
        assertEquals(60, answer.path("usage").path("completion_tokens").asInt());
        assertEquals(
                "length", answer.path("choices").path(0).path("finish_reason").asText());
    }

    @Test
    void anAnswerEndsWithTheContext() {
        JsonNode answer = complete("'ignore_eos':true,'prompt':'" + STORY + "'");
        int prompt = answer.path("usage").path("prompt_tokens").asInt();
        // The last token is chosen when the context is full, and need not fit any more.
        assertEquals(
                256 + 1 - prompt, answer.path("usage").path("completion_tokens").asInt());
        assertEquals(
                "length", answer.path("choices").path(0).path("finish_reason").asText());
    }

    /** [tokens - 1] what the model itself says of each token behind the first. */
    private static double[] scores(int[] tokens) {
        double[] scores = new double[tokens.length - 1];
        try (Session session = served.model.newSession()) {
            session.score(tokens, 0, (position, logits) -> {
                if (position + 1 < tokens.length) {
                    scores[position] = LogProbabilities.of(logits).of(tokens[position + 1]);
                }
            });
        }
        return scores;
    }

    private static double[] logprobs(JsonNode answer) {
        JsonNode all = answer.path("choices").path(0).path("logprobs").path("token_logprobs");
        double[] own = new double[all.size() - 1];
        Arrays.setAll(own, i -> all.path(i + 1).asDouble());
        return own;
    }
}
