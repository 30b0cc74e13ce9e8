package org.cria.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.cria.model.chat.Turn;
import org.cria.model.tokenizer.Tokenizer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Endpoints that tell what models and the server do. */
@SuppressWarnings("NullAway.Init") // set before the tests
final class InspectTest {
    private static Served served;

    @BeforeAll
    static void start() {
        served = new Served();
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    private static int[] tokens(JsonNode answer) {
        return StreamSupport.stream(answer.path("tokens").spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }

    @Test
    void aTextHasTheTokensThatTheModelSees() {
        Tokenizer tokenizer = served.model.tokenizer();
        assertArrayEquals(
                tokenizer.encode("Hello, Ada!"),
                tokens(served.post("/tokenize", "{'content':'Hello, Ada!'}").json()));
        assertArrayEquals(
                tokenizer.prompt("Hello, Ada!"),
                tokens(served.post("/tokenize", "{'content':'Hello, Ada!','add_special':true}")
                        .json()));
        JsonNode ofVllm = served.post("/tokenize", "{'prompt':'Hello, Ada!'}").json();
        assertArrayEquals(tokenizer.prompt("Hello, Ada!"), tokens(ofVllm));
        assertEquals(tokens(ofVllm).length, ofVllm.path("count").asInt());
        assertEquals(256, ofVllm.path("max_model_len").asInt());
        assertArrayEquals(
                tokenizer.encode("Hello, Ada!"),
                tokens(served.post("/tokenize", "{'prompt':'Hello, Ada!','add_special_tokens':false}")
                        .json()));
    }

    @Test
    void spellingsOfControlTokensAreTheseUnlessTheyAreNotToBe() {
        assertArrayEquals(
                new int[] {1},
                tokens(served.post("/tokenize", "{'content':'<s>'}").json()));
        assertTrue(tokens(served.post("/tokenize", "{'content':'<s>','parse_special':false}")
                                .json())
                        .length
                > 1);
        JsonNode pieces = served.post("/tokenize", "{'content':'<s>é','with_pieces':true}")
                .json()
                .path("tokens");
        assertEquals("<s>", pieces.path(0).path("piece").asText());
        assertEquals(1, pieces.path(0).path("id").asInt());
    }

    @Test
    void tokensHaveTheTextThatTheyHad() {
        for (String text : List.of("Hello, Ada!", "Grüße — 你好 🦙", " two  spaces ")) {
            int[] tokens = served.model.tokenizer().encode(text);
            JsonNode answer = served.post("/detokenize", "{'tokens':" + Arrays.toString(tokens) + "}")
                    .json();
            assertEquals(text, answer.path("content").asText());
            assertEquals(text, answer.path("prompt").asText());
        }
        assertEquals(
                "",
                served.post("/detokenize", "{'tokens':[]}")
                        .json()
                        .path("content")
                        .asText());
    }

    @Test
    void whatIsWrongIsNamed() {
        for (String[] wrong : new String[][] {
            {"/tokenize", "{}", "'content' is missing, expected a text. | content | null"},
            {"/tokenize", "{'content':[1]}", "'content' is a list of 1, expected a text. | content | null"},
            {"/detokenize", "{}", "'tokens' is missing, expected a list of tokens. | tokens | null"},
            {"/detokenize", "{'tokens':'a'}", "'tokens' is \"a\", expected a list of tokens. | tokens | null"},
            {"/apply-template", "{}", "'messages' is missing or empty, expected at least one message. | messages | null"
            },
        }) {
            Served.Answer answer = served.post(wrong[0], wrong[1]);
            assertEquals(400, answer.status());
            assertEquals(wrong[2], answer.error());
        }
        String notThere = served.post("/detokenize", "{'tokens':[1,-1]}").error();
        assertTrue(notThere.startsWith("'tokens[1]' is -1, expected a token from 0 to "), notThere);
    }

    @Test
    void aTemplateIsAppliedAsChatsApplyIt() {
        String messages = "{'messages':[{'role':'system','content':'Be kind.'},{'role':'user','content':'Hi <s>'},"
                + "{'role':'assistant','content':'Hello.'},{'role':'user','content':'Bye'}]";
        JsonNode applied = served.post("/apply-template", messages + "}").json();
        assertTrue(applied.path("prompt").asText().contains("Hi <s>"), applied::toString);
        List<Turn> turns =
                List.of(Turn.system("Be kind."), Turn.user("Hi <s>"), Turn.assistant("Hello."), Turn.user("Bye"));
        int[] expected = Served.template().tokens(turns, served.model.tokenizer());
        JsonNode asked = served.post("/v1/chat/completions", messages + ",'max_tokens':0}")
                .json();
        assertEquals(expected.length, asked.path("usage").path("prompt_tokens").asInt(), "as cria chat has them");
    }

    @Test
    void theServerTellsItsSettingsButNoPath() {
        JsonNode props = served.get("/props").json();
        assertEquals(4, props.path("total_slots").asInt());
        assertEquals(Served.NAME, props.path("model_alias").asText());
        JsonNode defaults = props.path("default_generation_settings");
        assertEquals(256, defaults.path("n_ctx").asInt());
        assertEquals(40, defaults.path("params").path("top_k").asInt());
        assertEquals(0.8, defaults.path("params").path("temperature").asDouble(), 1e-6);
        assertTrue(props.path("log_probabilities").asText().contains("before"), props::toString);
        assertFalse(props.toString().contains(".gguf"), props::toString);
        JsonNode tokenizer = served.get("/tokenizer_info").json();
        assertEquals("<s>", tokenizer.path("bos_token").asText());
        assertEquals("</s>", tokenizer.path("eos_token").asText());
        assertTrue(tokenizer.path("add_bos_token").asBoolean());
        assertEquals(
                served.model.tokenizer().vocabulary().size(),
                tokenizer.path("vocab_size").asInt());
        assertEquals(Served.template().source(), tokenizer.path("chat_template").asText());
    }

    @Test
    void figuresCountWhatWasDone() {
        long before = metric("cria_generated_tokens_total");
        long jobs = metric("cria_jobs_total");
        served.post("/v1/completions", "{'prompt':'Once','max_tokens':7,'ignore_eos':true,'n':2}");
        assertEquals(before + 14, metric("cria_generated_tokens_total"));
        assertEquals(jobs + 2, metric("cria_jobs_total"));
        assertEquals(4, metric("cria_slots"));
        assertEquals(0, metric("cria_slots_busy"));
        String all = served.text(served.request("/metrics").build()).body();
        Pattern line = Pattern.compile(
                "# HELP (\\w+) [^\n]+\\.\n# TYPE \\1 (gauge|counter)\n\\1\\{model=\"" + Served.NAME + "\"} \\d+\n");
        assertEquals("", line.matcher(all).replaceAll(""), "every line is as Prometheus reads it");
    }

    private static long metric(String name) {
        var response = served.text(served.request("/metrics").build());
        assertEquals(
                "text/plain; version=0.0.4; charset=utf-8",
                response.headers().firstValue("Content-Type").orElse(""));
        return response.body()
                .lines()
                .filter(line -> line.startsWith(name + "{"))
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }
}
