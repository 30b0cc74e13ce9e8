package org.cria.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.speculation.ModelDrafter;
import org.cria.model.speculation.Speculation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests to a server that guesses what texts repeat, as a grammar has the model do here: the same texts, and as many guesses as a request allows. */
@SuppressWarnings("NullAway.Init") // set before the tests
final class GuessesTest {
    private static final String SENTENCE = "Varick keeps bees in the town of Ost. ";
    private static final String REPEATED = SENTENCE.repeat(8);

    private static Served served;

    @BeforeAll
    static void start() {
        served = Served.guessing(Speculation.ngrams());
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    private static JsonNode completion(String more) {
        Served.Answer answer = served.post(
                "/v1/completions",
                "{'prompt':'" + REPEATED + "','max_tokens':24,'temperature':0,'grammar':'root ::= \\\"" + SENTENCE
                        + "\\\"+'" + more + "}");
        assertEquals(200, answer.status(), answer.response()::body);
        return answer.json();
    }

    private static String text(JsonNode completion) {
        return completion.path("choices").path(0).path("text").asText();
    }

    @Test
    void timesTellHowManyTokensWereGuessedAndHowManyOfThemWereRight() {
        JsonNode times = completion("").path("timings");
        assertTrue(times.path("draft_n").asInt() > 0, times::toString);
        assertTrue(times.path("draft_n_accepted").isInt(), times::toString);
        assertTrue(
                times.path("draft_n_accepted").asInt() <= times.path("draft_n").asInt(), times::toString);
    }

    @Test
    void aRequestThatWantsNoneHasNoneAndTheSameText() {
        JsonNode plain = completion(",'speculative.n_max':0");
        assertFalse(plain.path("timings").has("draft_n"), plain::toString);
        assertEquals(text(completion("")), text(plain));
        assertEquals(text(completion(",'speculative.n_max':1")), text(plain));
    }

    @Test
    void aModelMayGuessToo() {
        String asked = "{'prompt':'" + SENTENCE + "','max_tokens':24,'temperature':0";
        try (Model smaller = Model.open(
                        Served.FILE,
                        ModelOptions.defaults().withDevice("cpu").withThreads(1).withContextSize(512));
                ModelDrafter drafter = new ModelDrafter(
                        smaller.newSession(),
                        smaller.tokenizer().vocabulary(),
                        "draft.gguf",
                        smaller.tokenizer().vocabulary());
                Served other = Served.guessing(Speculation.by(drafter))) {
            JsonNode guessed = other.post("/v1/completions", asked + "}").json();
            assertTrue(guessed.path("timings").path("draft_n_accepted").asInt() > 0, guessed::toString);
            JsonNode plain = other.post("/v1/completions", asked + ",'speculative.n_max':0}")
                    .json();
            assertFalse(plain.path("timings").has("draft_n"), plain::toString);
            assertEquals(text(plain), text(guessed));
            List<JsonNode> together = IntStream.range(0, 4)
                    .parallel()
                    .mapToObj(i -> other.post("/v1/completions", asked + "}").json())
                    .toList();
            together.forEach(answer -> assertEquals(text(plain), text(answer)));
        }
    }

    @Test
    void aNumberBelowZeroIsRefused() {
        Served.Answer answer = served.post("/v1/completions", "{'prompt':'Hi','speculative.n_max':-1}");
        assertEquals(400, answer.status());
        assertTrue(answer.error().contains("speculative.n_max"), answer::error);
    }
}
