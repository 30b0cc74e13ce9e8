package org.cria.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong in a request is named: the field, what was found, what was expected. */
@SuppressWarnings("NullAway.Init") // set before the tests
final class RefusalTest {
    private static Served served;

    @BeforeAll
    static void start() {
        served = new Served();
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'temperature':'hot' | 'temperature' is \"hot\", expected a number. | temperature",
                "'min_p':2 | 'min_p' is 2, expected 0 to 1 (0 is off). | min_p",
                "'top_p':1.5 | 'top_p' is 1.5, expected 0 to 1 | top_p",
                "'top_k':2.5 | 'top_k' is 2.5, expected a whole number. | top_k",
                "'top_k':99999999999 | 'top_k' is 99999999999, expected at most 2147483647. | top_k",
                "'seed':-7 | 'seed' is -7, expected 0 or more, or -1 | seed",
                "'n':0 | 'n' is 0, expected a whole number from 1 to 128. | n",
                "'n':true | 'n' is true, expected a whole number from 1 to 128. | n",
                "'max_tokens':1000000000000 | 'max_tokens' is 1000000000000, expected at most 2147483647. | max_tokens",
                "'max_tokens':-5 | 'max_tokens' is -5, expected a whole number, 0 or more. | max_tokens",
                "'max_completion_tokens':1e3 | 'max_completion_tokens' is 1000.0, expected a whole |"
                        + " max_completion_tokens",
                "'stop':5 | 'stop' is 5, expected a text, or a list of at most 64 texts. | stop",
                "'stop':['a',1] | 'stop[1]' is 1, expected a text. | stop[1]",
                "'stop':'' | 'stop' has an empty text | stop",
                "'stream':'yes' | 'stream' is \"yes\", expected true or false. | stream",
                "'stream_options':1 | 'stream_options' is 1, expected an object. | stream_options",
                "'stream_options':{'include_usage':1} | 'stream_options.include_usage' is 1, expected true |"
                        + " stream_options.include_usage",
                "'logprobs':3 | 'logprobs' is 3, expected true or false. | logprobs",
                "'top_logprobs':3 | 'top_logprobs' needs 'logprobs' | top_logprobs",
                "'logprobs':true,'top_logprobs':21 | 'top_logprobs' is 21, expected at most 20. |" + " top_logprobs",
                "'logit_bias':[1] | 'logit_bias' is a list of 1, expected an object. | logit_bias",
                "'logit_bias':{'5':'x'} | 'logit_bias.5' is \"x\", expected a number. | logit_bias.5",
                "'logit_bias':{'5':1e300} | 'logit_bias.5' is 1.0E300, expected a number below 1e38. | logit_bias.5",
                "'mirostat':2,'mirostat_tau':'x' | 'mirostat_tau' is \"x\", expected a number. | mirostat_tau",
                "'dynatemp_exponent':0 | 'dynatemp_exponent' is 0, expected a number above 0. | dynatemp_exponent",
                "'samplers':['top_k','heat'] | has 'heat', which is no sampler | samplers",
                "'logprobs':true,'top_logprobs':20,'n':128,'max_tokens':2000000000 | probabilities (128 texts of |"
                        + " logprobs",
                "'logit_bias':{'99999':1} | 'logit_bias.99999' is no token, expected an id from 0 to |"
                        + " logit_bias.99999",
                "'logit_bias':{'two words here':1} | tokens, expected a token's id, or a text that is one token. |"
                        + " logit_bias.two words here",
                "'model':5 | 'model' is 5, expected a text. | model",
                "'truncation':'left' | 'truncation' is \"left\", expected auto or disabled. | truncation",
                "'chat_template_kwargs':{'a':[]} | 'chat_template_kwargs.a' is a list of 0, expected a text |"
                        + " chat_template_kwargs.a",
            })
    void aWrongField(String field, String message, String param) {
        String chat = "{'messages':[{'role':'user','content':'Hi'}]," + field + "}";
        assertRefused(served.post("/v1/chat/completions", chat), message, param + " | null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'functions':[{}] | functions",
                "'modalities':['text','audio'] | modalities",
                "'suffix':'x' | suffix",
            })
    void whatCriaCannotDoYetIsRefusedRatherThanLeftOut(String field, String param) {
        String chat = "{'messages':[{'role':'user','content':'Hi'}]," + field + "}";
        assertRefused(
                served.post("/v1/chat/completions", chat),
                "cannot do yet. Leave it out.",
                param + " | unsupported_parameter");
        assertRefused(
                served.post("/v1/completions", "{'prompt':'a'," + field + "}"),
                "cannot do yet. Leave it out.",
                param + " | unsupported_parameter");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'response_format':{'type':'xml'} | 'response_format.type' is 'xml', expected text, json_object or |"
                        + " response_format.type",
                "'response_format':{'type':'json_schema'} | 'response_format.schema' is missing |"
                        + " response_format.schema",
                "'response_format':{'type':'json_schema','json_schema':{'schema':{'not':{}}}} |"
                        + " 'response_format.json_schema.schema': the schema, #/not: 'not' is not supported |"
                        + " response_format.json_schema.schema",
                "'json_schema':{'enum':[]} | 'json_schema': the schema, #/enum: no value is listed | json_schema",
                "'grammar':'root ::= (' | 'grammar': the grammar | grammar",
                "'grammar':'root ::= [a]','json_schema':{} | both say what the answer is to be | grammar",
                "'json_schema':{},'stop':'x' | 'stop' would end the answer in the middle | stop",
                "'json_schema':{},'ignore_eos':true | lets no answer end | ignore_eos",
            })
    void whatCannotBindAnAnswer(String field, String message, String param) {
        assertRefused(
                served.post("/v1/chat/completions", "{'messages':[{'role':'user','content':'Hi'}]," + field + "}"),
                message,
                param + " | null");
        assertRefused(served.post("/v1/completions", "{'prompt':'a'," + field + "}"), message, param + " | null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[] | 'messages' is missing or empty | messages | null",
                "'Hi' | 'messages' is \"Hi\", expected a list of objects. | messages | null",
                "[5] | 'messages[0]' is 5, expected an object. | messages[0] | null",
                "[{}] | 'messages[0].role' is missing | messages[0].role | null",
                "[{'role':'bot','content':''}] | 'messages[0].role' is \"bot\", expected system, developer, user, assistant or"
                        + " tool. | messages[0].role | null",
                "[{'role':'user'}] | 'messages[0].content' is missing | messages[0].content | null",
                "[{'role':'user','content':7}] | 'messages[0].content' is 7, expected a text or a list of parts. |"
                        + " messages[0].content | null",
                "[{'role':'user','content':[{'type':'image_url'}]}] | reads text only | messages[0].content[0].type |"
                        + " unsupported_parameter",
                "[{'role':'user','content':[{'type':'text'}]}] | 'messages[0].content[0].text' is missing |"
                        + " messages[0].content[0].text | null",
                "[{'role':'user','content':[{'type':'x'}]}] | is 'x', expected text. | messages[0].content[0].type |"
                        + " null",
                "[{'role':'assistant','tool_calls':[{}]}] | 'messages[0].tool_calls[0].function' is missing | messages[0].tool_calls[0].function | null",
                "[{'role':'assistant','tool_calls':[{'function':{'name':'f','arguments':'x'}}]}] | is no object in JSON | messages[0].tool_calls[0].function.arguments | null",
            })
    void wrongMessages(String messages, String message, String param, String code) {
        assertRefused(
                served.post("/v1/chat/completions", "{'messages':" + messages + "}"), message, param + " | " + code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'x':1 | 'prompt' is missing | prompt",
                "'prompt':{} | 'prompt' is an object, expected a text, a list | prompt",
                "'prompt':[] | 'prompt' is a list of 0, expected | prompt",
                "'prompt':[1,'a'] | 'prompt[1]' is \"a\", expected a token from 0 to | prompt[1]",
                "'prompt':[1,999999] | 'prompt[1]' is 999999, expected a token from 0 to | prompt[1]",
                "'prompt':[[1],[-1]] | 'prompt[1][0]' is -1, expected a token | prompt[1][0]",
                "'prompt':['a',[]] | 'prompt[1]' is a list of 0, expected a text or a list of tokens. | prompt[1]",
                "'prompt':'a','logprobs':true | 'logprobs' is true, expected a whole number from 0 to 100. | logprobs",
                "'prompt':'a','best_of':2 | 'best_of' is 2, expected at most 1. | best_of",
            })
    void wrongPrompts(String fields, String message, String param) {
        assertRefused(served.post("/v1/completions", "{" + fields + "}"), message, param + " | null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                " | the body is empty",
                "[1] | the body is a list, expected a JSON object.",
                "{'a':1 | the body is no JSON (line 1, column",
                "{'a':1} x | the body is no JSON (line 1",
                "{'a':NaN} | the body is no JSON",
            })
    void whatIsNoJson(String body, String message) {
        assertRefused(served.post("/v1/completions", body == null ? "" : body), message, "null | invalid_json");
    }

    @ParameterizedTest
    @CsvSource({"64, 400", "20000, 400"})
    void jsonThatIsNestedTooDeep(int levels, int status) {
        Served.Answer answer = served.post("/v1/completions", "{'a':" + "[".repeat(levels) + "]".repeat(levels) + "}");
        assertEquals(status, answer.status());
    }

    @ParameterizedTest
    @CsvSource({"/v1/chat/completions", "/v1/completions"})
    void aModelThatIsNotServed(String path) {
        Served.Answer answer = served.post(
                path, "{'model':'../secret.gguf','prompt':'a','messages':[{'role':'user','content':'Hi'}]}");
        assertEquals(404, answer.status());
        assertTrue(answer.error().contains("expected '" + Served.NAME + "'"), answer.error());
        assertTrue(answer.error().endsWith("| model | model_not_found"), answer.error());
    }

    private static void assertRefused(Served.Answer answer, String message, String ending) {
        assertEquals(400, answer.status(), answer.response()::body);
        assertTrue(answer.error().contains(message), answer.error());
        assertTrue(answer.error().endsWith(" | " + ending), answer.error());
        assertEquals(
                "invalid_request_error",
                answer.json().path("error").path("type").asText());
    }
}
