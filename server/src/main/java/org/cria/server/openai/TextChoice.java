package org.cria.server.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.generation.Piece;
import org.cria.model.generation.StopReason;
import org.cria.model.sample.LogProbabilities;
import org.cria.model.serve.Ending;
import org.cria.model.tokenizer.TextStream;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.server.json.Json;
import org.cria.server.work.Event;

/** One of the texts of {@code /v1/completions} as it comes, and what of it was not sent yet. */
final class TextChoice {
    private final int index;
    private final Prompts.Prompt prompt;
    private final int logprobs;
    private final TokenText tokens;
    private final StringBuilder text = new StringBuilder();
    /** Tokens that are part of the text and were not sent yet. */
    private final List<Entry> entries = new ArrayList<>();
    /** Tokens of which it is not known yet whether they are part of the text. */
    private final List<Entry> waiting = new ArrayList<>();

    private final TextStream continuation;
    /** Characters of the text before the next token. */
    private int offset;

    private int said;
    private boolean echoed;
    /** Whether the prompt's own probabilities are told. */
    private final boolean scored;

    /**
     * A token and how likely it was.
     *
     * @param logProbability NaN for the first of a text, before which nothing is
     * @param offset characters of the text before it
     */
    private record Entry(int token, double logProbability, List<LogProbabilities.Entry> top, int offset) {}

    /** @param logprobs how many of the likeliest tokens are shown, or {@link GenerationSettings#NONE} */
    TextChoice(int index, Prompts.Prompt prompt, boolean echo, int logprobs, Tokenizer tokenizer) {
        this.index = index;
        this.prompt = prompt;
        this.logprobs = logprobs;
        this.tokens = new TokenText(tokenizer);
        this.continuation = tokenizer.continuation();
        this.echoed = !echo;
        this.scored = echo && logprobs != GenerationSettings.NONE;
        if (scored) {
            List<String> pieces = Prompts.pieces(prompt.tokens(), tokenizer);
            for (int i = 0; i < pieces.size(); i++) {
                entries.add(new Entry(prompt.tokens()[i], Double.NaN, List.of(), offset));
                offset += characters(pieces.get(i));
            }
        }
        offset = echo ? characters(prompt.text()) : 0;
    }

    /** As people and Python count them. */
    private static int characters(String text) {
        return text.codePointCount(0, text.length());
    }

    void take(Event event) {
        switch (event) {
            case Event.Started started -> {}
            case Event.Scored scored -> {
                Entry before = entries.get(scored.position());
                entries.set(scored.position(), new Entry(before.token(), scored.own(), scored.top(), before.offset()));
            }
            case Event.Said one -> {
                Piece piece = one.piece();
                add(piece.text());
                waiting.add(new Entry(piece.token(), piece.logprob(), piece.top(), offset));
                offset += characters(continuation.feed(piece.token()));
                release(one.said());
            }
            case Event.Ended ended -> {
                add("");
                release(ended.ending().report().said());
                // Who scores a prompt and asks for a token more takes the last entry off: lm_eval does, whatever that
                // token is.
                if (scored
                        && ended.ending() instanceof Ending.Complete complete
                        && complete.reason() == StopReason.EOS) {
                    entries.addAll(waiting);
                    waiting.clear();
                }
            }
        }
    }

    private void add(String more) {
        if (!echoed) {
            text.append(prompt.text());
            echoed = true;
        }
        text.append(more);
    }

    private void release(int count) {
        while (said < count) {
            entries.add(waiting.removeFirst());
            said++;
        }
    }

    /** Whether there is something to send. */
    boolean isDue() {
        return echoed && (!text.isEmpty() || (logprobs != GenerationSettings.NONE && !entries.isEmpty()));
    }

    /** What was not sent yet. */
    ObjectNode send() {
        ObjectNode choice = Json.object().put("text", text.toString()).put("index", index);
        if (logprobs == GenerationSettings.NONE) {
            choice.putNull("logprobs");
        } else {
            choice.set("logprobs", entries());
        }
        choice.putNull("finish_reason");
        text.setLength(0);
        entries.clear();
        return choice;
    }

    /** The same with why the text ended. */
    ObjectNode send(Ending ending) {
        return send().put("finish_reason", Delivery.finish(ending));
    }

    private ObjectNode entries() {
        ObjectNode all = Json.object();
        ArrayNode names = all.putArray("tokens");
        ArrayNode own = all.putArray("token_logprobs");
        ArrayNode top = all.putArray("top_logprobs");
        ArrayNode offsets = all.putArray("text_offset");
        for (Entry entry : entries) {
            names.add(tokens.of(entry.token()));
            offsets.add(entry.offset());
            if (Double.isNaN(entry.logProbability())) {
                own.addNull();
                top.addNull();
            } else {
                own.add(TokenText.finite(entry.logProbability()));
                top.add(tokens.byText(entry.top()));
            }
        }
        return all;
    }
}
