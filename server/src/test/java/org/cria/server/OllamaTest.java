package org.cria.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Ollama's endpoints. */
class OllamaTest {
    private static final String QUESTION = "'messages':[{'role':'user','content':'Where does Varick live?'}]";
    private static final String GREEDY = "'options':{'temperature':0,'num_predict':12}";
    private static Served served;

    @BeforeAll
    static void serve() {
        served = new Served();
    }

    @AfterAll
    static void end() {
        served.close();
    }

    private static List<JsonNode> lines(String path, String json) {
        HttpResponse<String> response = served.text(served.request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"')))
                .build());
        assertEquals(
                "application/x-ndjson",
                response.headers().firstValue("content-type").orElse(""));
        assertTrue(response.body().endsWith("\n"));
        return response.body().lines().map(Served::parsed).toList();
    }

    private static String joined(List<JsonNode> lines, String at) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.at(at).asText("")));
        return text.toString();
    }

    private static String openAi() {
        return served.post("/v1/chat/completions", "{" + QUESTION + ",'temperature':0,'max_tokens':12}")
                .json()
                .at("/choices/0/message/content")
                .asText();
    }

    @Test
    void aChatIsAnsweredInLinesAsOpenAisEndpointAnswersIt() {
        List<JsonNode> lines = lines("/api/chat", "{'model':'quillay'," + QUESTION + "," + GREEDY + "}");
        assertEquals(openAi(), joined(lines, "/message/content"));
        JsonNode last = lines.getLast();
        assertTrue(last.get("done").asBoolean());
        assertTrue(List.of("stop", "length").contains(last.get("done_reason").asText()));
        assertTrue(last.get("prompt_eval_count").asInt() > 5);
        assertTrue(last.get("eval_count").asInt() > 0);
        assertTrue(last.get("total_duration").asLong()
                >= last.get("prompt_eval_duration").asLong()
                        + last.get("eval_duration").asLong());
        assertFalse(lines.getFirst().get("done").asBoolean());
        assertEquals("assistant", lines.getFirst().at("/message/role").asText());
        assertEquals("quillay", last.get("model").asText());
    }

    @Test
    void aChatIsAnsweredAsAWholeWhereTheClientWantsThat() {
        JsonNode answer = served.post(
                        "/api/chat", "{'model':'quillay:latest','stream':false," + QUESTION + "," + GREEDY + "}")
                .json();
        assertEquals(openAi(), answer.at("/message/content").asText());
        assertEquals("quillay:latest", answer.get("model").asText());
        assertTrue(answer.get("done").asBoolean());
    }

    @Test
    void aPromptIsAMessageUnlessItIsRaw() {
        JsonNode message = served.post(
                        "/api/generate",
                        "{'model':'quillay','stream':false,'prompt':'Where does Varick live?'," + GREEDY + "}")
                .json();
        assertEquals(openAi(), message.get("response").asText());
        JsonNode raw = served.post(
                        "/api/generate",
                        "{'model':'quillay','stream':false,'raw':true,'prompt':'Varick lives in'," + GREEDY + "}")
                .json();
        JsonNode text = served.post("/v1/completions", "{'prompt':'Varick lives in','temperature':0,'max_tokens':12}")
                .json();
        assertEquals(text.at("/choices/0/text").asText(), raw.get("response").asText());
    }

    @Test
    void aLimitOfTokensIsTheReasonWhyItEnds() {
        JsonNode answer = served.post(
                        "/api/generate",
                        "{'model':'quillay','stream':false,'prompt':'Tell me a"
                                + " story.','options':{'num_predict':2,'seed':1}}")
                .json();
        assertEquals("length", answer.get("done_reason").asText());
        assertEquals(2, answer.get("eval_count").asInt());
    }

    @Test
    void anAnswerHasTheFormThatIsAskedFor() {
        JsonNode answer = served.post(
                        "/api/chat",
                        "{'model':'quillay','stream':false,'format':{'type':'object','properties':{'town':{'enum':"
                                + "['Umberly','Sea']}},'required':['town'],'additionalProperties':false}," + QUESTION
                                + "}")
                .json();
        JsonNode said = Served.parsed(answer.at("/message/content").asText());
        assertTrue(List.of("Umberly", "Sea").contains(said.get("town").asText()));
        assertEquals(
                "'format' is \"yaml\", expected json or a JSON schema.",
                served.post("/api/chat", "{'model':'quillay','format':'yaml'," + QUESTION + "}")
                        .json()
                        .get("error")
                        .asText());
    }

    @Test
    void whoAsksNothingLoadsTheModel() {
        JsonNode answer = served.post("/api/generate", "{'model':'quillay'}").json();
        assertEquals("load", answer.get("done_reason").asText());
        assertEquals(
                "load",
                served.post("/api/chat", "{'model':'quillay','messages':[]}")
                        .json()
                        .get("done_reason")
                        .asText());
    }

    @Test
    void theShelfTellsWhatThereIs() {
        JsonNode tags = served.get("/api/tags").json().at("/models/0");
        assertEquals("quillay:latest", tags.get("name").asText());
        assertEquals("gguf", tags.at("/details/format").asText());
        assertEquals("llama", tags.at("/details/family").asText());
        assertTrue(tags.get("size").asLong() > 1000);
        served.post("/api/generate", "{'model':'quillay'}");
        JsonNode loaded = served.get("/api/ps").json().at("/models/0");
        assertEquals(256, loaded.get("context_length").asInt());
        JsonNode shown = served.post("/api/show", "{'model':'quillay'}").json();
        assertEquals("llama", shown.at("/model_info/general.architecture").asText());
        assertTrue(shown.at("/model_info/llama.context_length").asInt() > 0);
        assertEquals("[\"completion\",\"embedding\"]", shown.get("capabilities").toString());
        assertTrue(served.get("/api/version").json().get("version").asText().matches("\\d+\\.\\d+\\.\\d+"));
    }

    @Test
    void vectorsAreThoseOfOpenAisEndpoint() {
        JsonNode expected =
                served.post("/v1/embeddings", "{'input':'Umberly'}").json().at("/data/0/embedding");
        JsonNode answer = served.post("/api/embed", "{'model':'quillay','input':['Umberly','sea']}")
                .json();
        assertEquals(2, answer.get("embeddings").size());
        assertEquals(expected, answer.at("/embeddings/0"));
        assertEquals(
                expected,
                served.post("/api/embeddings", "{'model':'quillay','prompt':'Umberly'}")
                        .json()
                        .get("embedding"));
    }

    @Test
    void whatIsTooLongForAVectorIsShortenedUnlessTheClientForbidsIt() {
        String text = "fox ".repeat(400);
        assertEquals(
                200,
                served.post("/api/embed", "{'model':'quillay','input':'" + text + "'}")
                        .status());
        assertEquals(
                400,
                served.post("/api/embed", "{'model':'quillay','truncate':false,'input':'" + text + "'}")
                        .status());
    }

    @Test
    void errorsAreATextAsTheseClientsExpect() {
        Served.Answer unknown = served.post("/api/chat", "{'model':'nobody'," + QUESTION + "}");
        assertEquals(404, unknown.status());
        assertEquals(
                "the model 'nobody' is not served here, expected 'quillay'.",
                unknown.json().get("error").asText());
        assertEquals(400, served.post("/api/chat", "{" + QUESTION + "}").status());
        Served.Answer hot =
                served.post("/api/chat", "{'model':'quillay'," + QUESTION + ",'options':{'temperature':'hot'}}");
        assertEquals(
                "'temperature' is \"hot\", expected a number.",
                hot.json().get("error").asText());
        assertEquals(
                400,
                served.post("/api/generate", "{'model':'quillay','prompt':'a','images':['aGk=']}")
                        .status());
    }
}
