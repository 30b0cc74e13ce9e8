package org.cria.server.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.cria.model.tokenizer.TextStream;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.server.json.ApiException;
import org.cria.server.json.Fields;

/**
 * The prompts of a request: a text, a list of texts, tokens, or a list of lists of tokens. Texts get the tokens that the model's file wants
 * around a text; tokens stay as they are.
 */
final class Prompts {
    /** The most of one request. */
    private static final int MOST = 2048;

    /**
     * A prompt.
     *
     * @param text as given, or what the tokens print
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Prompt(String text, int[] tokens) {}

    private final Fields request;
    private final String field;
    private final Tokenizer tokenizer;

    private Prompts(Fields request, String field, Tokenizer tokenizer) {
        this.request = request;
        this.field = field;
        this.tokenizer = tokenizer;
    }

    /** Reads them from a field. */
    static List<Prompt> read(Fields request, String field, Tokenizer tokenizer) {
        return new Prompts(request, field, tokenizer).read();
    }

    private List<Prompt> read() {
        JsonNode given = request.get(field)
                .orElseThrow(() -> ApiException.wrong(field, "'" + field + "' is missing, expected a text or tokens."));
        List<Prompt> prompts = new ArrayList<>();
        if (given.isTextual() || isTokens(given)) {
            prompts.add(one(field, given));
        } else {
            request.check(
                    given.isArray() && !given.isEmpty() && given.size() <= MOST,
                    field,
                    given,
                    "a text, a list of 1 to " + MOST + " texts, tokens, or a list of lists of tokens");
            for (int i = 0; i < given.size(); i++) {
                prompts.add(one(field + "[" + i + "]", given.get(i)));
            }
        }
        return prompts;
    }

    private static boolean isTokens(JsonNode given) {
        return given.isArray() && !given.isEmpty() && given.get(0).isNumber();
    }

    private Prompt one(String name, JsonNode given) {
        if (given.isTextual()) {
            int[] tokens = tokenizer.prompt(given.textValue());
            request.check(tokens.length > 0, name, given, "at least one token");
            return new Prompt(given.textValue(), tokens);
        }
        request.check(given.isArray() && !given.isEmpty(), name, given, "a text or a list of tokens");
        int[] tokens = new int[given.size()];
        int size = tokenizer.vocabulary().size();
        for (int i = 0; i < tokens.length; i++) {
            JsonNode token = given.get(i);
            boolean fine = token.isIntegralNumber() && token.canConvertToInt() && token.intValue() >= 0;
            request.check(
                    fine && token.intValue() < size, name + "[" + i + "]", token, "a token from 0 to " + (size - 1));
            tokens[i] = token.intValue();
        }
        StringBuilder text = new StringBuilder();
        pieces(tokens, tokenizer).forEach(text::append);
        return new Prompt(text.toString(), tokens);
    }

    /** What each of some tokens prints at the start of a text, whose first word then has no space before it. */
    static List<String> pieces(int[] tokens, Tokenizer tokenizer) {
        List<String> pieces = new ArrayList<>();
        TextStream stream = tokenizer.stream();
        for (int token : tokens) {
            // One that prints nothing, such as the one that begins a text, is not the first word.
            pieces.add(tokenizer.bytes(token).length == 0 ? "" : stream.feed(token));
        }
        return pieces;
    }
}
