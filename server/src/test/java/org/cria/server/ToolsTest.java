package org.cria.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.cria.model.serve.ServeSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls of tools: the model is made to ask for them; nobody here runs them. */
@SuppressWarnings("NullAway.Init") // set before the tests
final class ToolsTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String TOOLS =
            "'tools':[{'type':'function','function':{'name':'town_of','description':'Where somebody lives',"
                    + "'parameters':{'type':'object','properties':{'person':{'$ref':'#/$defs/name'},'year':{'type':'integer','minimum':2000,"
                    + "'maximum':2100}},'required':['person','year'],'$defs':{'name':{'enum':['Varick','Elowen']}}}}},"
                    + "{'type':'function','function':{'name':'now'}}]";
    private static final String ASKED = "{'role':'user','content':'Where does Varick live?'}";

    private static Served served;

    @BeforeAll
    static void start() {
        served = new Served(ServeSettings.defaults(), Served.patient(), 1024);
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    private static JsonNode choice(String more) {
        Served.Answer answer = served.post(PATH, "{'messages':[" + ASKED + "]," + TOOLS + "," + more + "}");
        assertEquals(200, answer.status(), answer.response()::body);
        return answer.json().path("choices").path(0);
    }

    private static void assertMeetsSchema(JsonNode call) {
        JsonNode arguments =
                Served.parsed(call.path("function").path("arguments").asText());
        assertTrue(List.of("Varick", "Elowen").contains(arguments.path("person").asText()), arguments::toString);
        int year = arguments.path("year").asInt();
        assertTrue(year >= 2000 && year <= 2100, arguments::toString);
    }

    @Test
    void aCallThatIsRequiredMeetsTheSchemaOfItsTool() {
        JsonNode choice = choice("'temperature':1.5,'seed':3,'parallel_tool_calls':false,"
                + "'tool_choice':{'type':'function','function':{'name':'town_of'}}");
        assertEquals("tool_calls", choice.path("finish_reason").asText());
        JsonNode message = choice.path("message");
        assertTrue(message.path("content").isNull(), message::toString);
        assertEquals(1, message.path("tool_calls").size());
        JsonNode call = message.path("tool_calls").path(0);
        assertEquals("town_of", call.path("function").path("name").asText());
        assertTrue(call.path("id").asText().matches("[0-9a-f]{9}"), call::toString);
        assertMeetsSchema(call);
    }

    @Test
    void aStopStringDoesNotCutACall() {
        String asked = "'temperature':0,'parallel_tool_calls':false,'tool_choice':'required'";
        JsonNode plain =
                choice(asked).path("message").path("tool_calls").path(0).path("function");
        assertFalse(plain.path("name").asText().isEmpty());
        assertEquals(
                plain,
                choice(asked + ",'stop':['name','\\u0022',':','}']")
                        .path("message")
                        .path("tool_calls")
                        .path(0)
                        .path("function"));
    }

    @Test
    void aStreamHasTheCallToo() {
        List<JsonNode> chunks = served.stream(
                PATH,
                "{'messages':[" + ASKED + "]," + TOOLS + ",'stream':true,'temperature':0,'parallel_tool_calls':false,"
                        + "'tool_choice':{'type':'function','function':{'name':'town_of'}}}");
        List<JsonNode> calls = chunks.stream()
                .map(chunk -> chunk.path("choices").path(0).path("delta").path("tool_calls"))
                .filter(list -> !list.isEmpty())
                .toList();
        assertEquals(1, calls.size());
        assertEquals(0, calls.getFirst().path(0).path("index").asInt(-1));
        assertMeetsSchema(calls.getFirst().path(0));
        assertEquals(
                "tool_calls",
                chunks.getLast().path("choices").path(0).path("finish_reason").asText());
    }

    @Test
    void theLoopOfACallAndItsAnswerEndsInAText() {
        JsonNode call = choice("'temperature':0,'parallel_tool_calls':false,'tool_choice':'required'")
                .path("message")
                .path("tool_calls")
                .path(0);
        assertFalse(call.isMissingNode());
        Served.Answer answer = served.post(
                PATH,
                "{'messages':[" + ASKED + ",{'role':'assistant','content':null,'tool_calls':["
                        + call.toString().replace("\\\"", "\\u0022").replace('"', '\'') + "]},"
                        + "{'role':'tool','tool_call_id':'" + call.path("id").asText() + "','content':'Umberly'}],"
                        + TOOLS + ",'temperature':0,'max_tokens':40}");
        assertEquals(200, answer.status(), answer.response()::body);
        assertTrue(
                answer.json()
                        .path("choices")
                        .path(0)
                        .path("message")
                        .path("content")
                        .isTextual(),
                answer.response()::body);
    }

    @Test
    void whereNoneIsToBeCalledTheAnswerIsAsWithoutThem() {
        JsonNode without = served.post(PATH, "{'messages':[" + ASKED + "],'temperature':0}")
                .json();
        assertEquals(
                without.path("choices").path(0).path("message"),
                choice("'temperature':0,'tool_choice':'none'").path("message"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'tools':[{'type':'web'}] | 'tools[0].type' is 'web', expected function. | tools[0].type | unsupported_parameter",
                "'tools':[{'type':'function'}] | 'tools[0].function' is missing | tools[0].function | null",
                "'tools':[{'function':{'name':'a b'}}] | 'tools[0].function.name' is 'a b' | tools[0].function.name | null",
                "'tools':[{'function':{'name':'a'}},{'function':{'name':'a'}}] | another for each tool | tools[1].function.name | null",
                "'tool_choice':'required' | 'tool_choice' needs 'tools' | tool_choice | null",
                "'tools':[{'function':{'name':'a'}}],'tool_choice':'any' | expected auto, none, required or a function | tool_choice | null",
                "'tools':[{'function':{'name':'a'}}],'tool_choice':{'type':'function','function':{'name':'b'}} | with the name of one of 'tools' | tool_choice | null",
                "'tools':[{'function':{'name':'a','parameters':{'not':{}}}}] | 'tools[0].function.parameters': the schema, #/not: 'not' is not supported | tools[0].function.parameters | null",
                "'tools':[{'function':{'name':'a'}}],'response_format':{'type':'json_object'} | do not go together | tools | null",
            })
    void whatIsWrongIsNamed(String fields, String message, String ending) {
        Served.Answer answer = served.post(PATH, "{'messages':[" + ASKED + "]," + fields + "}");
        assertEquals(400, answer.status(), answer.response()::body);
        assertTrue(answer.error().contains(message), answer.error());
        assertTrue(answer.error().contains(" | " + ending.split(" \\| ", 2)[0]), answer.error());
    }
}
