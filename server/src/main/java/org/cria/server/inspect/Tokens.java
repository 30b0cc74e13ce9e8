package org.cria.server.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.server.http.Call;
import org.cria.server.json.ApiException;
import org.cria.server.json.Fields;
import org.cria.server.json.Json;
import org.cria.server.openai.TokenText;
import org.cria.server.work.Models;
import org.cria.server.work.ServedModel;

/**
 * {@code /tokenize} and {@code /detokenize}. llama.cpp's server calls the text {@code content}, vLLM calls it {@code prompt}: both are read,
 * and answers have what either expects.
 */
public record Tokens(Models models) {
    private static final String CONTENT = "content";
    private static final String PROMPT = "prompt";
    private static final String TOKENS = "tokens";

    /** Answers with the tokens of a text. */
    public void tokenize(Call call) throws IOException {
        Fields request = call.body();
        try (Models.Lease lease = models.use(request.text("model"))) {
            ServedModel model = lease.model();
            Tokenizer tokenizer = model.tokenizer();
            String text = request.text(CONTENT)
                    .or(() -> request.text(PROMPT))
                    .orElseThrow(() -> ApiException.wrong(CONTENT, "'" + CONTENT + "' is missing, expected a text."));
            // llama.cpp's server puts no token around a text unless it is asked to; vLLM does unless it is asked not
            // to.
            boolean framed = request.flag(
                    "add_special",
                    request.flag("add_special_tokens", request.get(PROMPT).isPresent()));
            int[] plain = request.flag("parse_special", true) ? tokenizer.encodeTemplate(text) : tokenizer.encode(text);
            int[] tokens = framed ? tokenizer.framed(plain) : plain;
            ObjectNode answer = Json.object();
            ArrayNode list = answer.putArray(TOKENS);
            TokenText pieces = new TokenText(tokenizer);
            boolean spelled = request.flag("with_pieces");
            for (int token : tokens) {
                if (spelled) {
                    list.addObject().put("id", token).put("piece", pieces.of(token));
                } else {
                    list.add(token);
                }
            }
            call.json(answer.put("count", tokens.length)
                    .put("max_model_len", model.model().contextSize()));
        }
    }

    /** Answers with the text of tokens. */
    public void detokenize(Call call) throws IOException {
        Fields request = call.body();
        try (Models.Lease lease = models.use(request.text("model"))) {
            Tokenizer tokenizer = lease.model().tokenizer();
            JsonNode given = request.get(TOKENS)
                    .orElseThrow(() ->
                            ApiException.wrong(TOKENS, "'" + TOKENS + "' is missing, expected a list of tokens."));
            request.check(given.isArray(), TOKENS, given, "a list of tokens");
            int[] tokens = new int[given.size()];
            int size = tokenizer.vocabulary().size();
            for (int i = 0; i < tokens.length; i++) {
                JsonNode token = given.get(i);
                boolean fits = token.canConvertToInt() && token.intValue() >= 0 && token.intValue() < size;
                request.check(
                        token.isIntegralNumber() && fits,
                        TOKENS + "[" + i + "]",
                        token,
                        "a token from 0 to " + (size - 1));
                tokens[i] = token.intValue();
            }
            String text = tokenizer.decode(tokens);
            call.json(Json.object().put(CONTENT, text).put(PROMPT, text));
        }
    }
}
