package org.cria.server.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.cria.model.sample.LogProbabilities;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.server.json.Json;

/** Tokens as answers show them. */
public final class TokenText {
    private final Tokenizer tokenizer;

    public TokenText(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** What a token prints, or its spelling if it prints nothing; bytes that are no characters are spelled {@code bytes:\xE2\x82}. */
    public String of(int token) {
        byte[] bytes = tokenizer.bytes(token);
        if (bytes.length == 0) {
            return tokenizer.vocabulary().piece(token);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            StringBuilder text = new StringBuilder("bytes:");
            for (byte each : bytes) {
                text.append(String.format(Locale.ROOT, "\\x%02X", each & 0xFF));
            }
            return text.toString();
        }
    }

    /** An entry of a chat's log-probabilities. */
    ObjectNode entry(int token, double logProbability) {
        ObjectNode entry = Json.object();
        entry.put("token", of(token)).put("logprob", finite(logProbability));
        ArrayNode bytes = entry.putArray("bytes");
        for (byte each : tokenizer.bytes(token)) {
            bytes.add(each & 0xFF);
        }
        return entry;
    }

    ArrayNode entries(List<LogProbabilities.Entry> top) {
        ArrayNode entries = Json.array();
        top.forEach(each -> entries.add(entry(each.token(), each.logProbability())));
        return entries;
    }

    /** The likeliest tokens by their texts; of two with the same text the likelier. */
    ObjectNode byText(List<LogProbabilities.Entry> top) {
        ObjectNode texts = Json.object();
        for (LogProbabilities.Entry each : top) {
            String text = of(each.token());
            if (!texts.has(text)) {
                texts.put(text, finite(each.logProbability()));
            }
        }
        return texts;
    }

    /** JSON has no infinity; OpenAI writes -9999 for a token that is ruled out. */
    static double finite(double logProbability) {
        return Math.max(logProbability, -9999);
    }
}
