package org.cria.model.chat;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A message and the reply to it, which may still be growing. */
final class Exchange {
    private final String message;
    private final List<String> results;

    private int[] reply = new int[16];
    private int replyLength;

    /** The reply as text; null where it changed since. */
    private @Nullable String text;

    Exchange(String message) {
        this(message, List.of());
    }

    /** @param results of the calls before, in place of a message; empty where there is one */
    Exchange(String message, List<String> results) {
        this.message = message;
        this.results = List.copyOf(results);
    }

    /** One that was kept. */
    static Exchange of(Transcript.Round kept) {
        Exchange exchange = new Exchange(kept.message(), kept.results());
        exchange.reply = Arrays.copyOf(kept.reply(), kept.reply().length + 1); // to grow
        exchange.replyLength = kept.reply().length;
        return exchange;
    }

    /** What is kept of it. */
    Transcript.Round kept() {
        return new Transcript.Round(message, results, reply());
    }

    String message() {
        return message;
    }

    /** What the calls in the reply before gave; empty where there is a message. */
    List<String> results() {
        return results;
    }

    /** [tokens] what was generated, as it was generated: spelling it again might give other tokens. */
    int[] reply() {
        return Arrays.copyOf(reply, replyLength);
    }

    int replyLength() {
        return replyLength;
    }

    /** Takes the end of the reply back, from this many tokens on. */
    void shorten(int tokens) {
        replyLength = Math.min(tokens, replyLength);
        text = null;
    }

    Exchange copy() {
        Exchange copy = new Exchange(message, results);
        copy.reply = reply.clone();
        copy.replyLength = replyLength;
        return copy;
    }

    void append(int token) {
        if (replyLength == reply.length) {
            reply = Arrays.copyOf(reply, replyLength * 2);
        }
        reply[replyLength++] = token;
        text = null;
    }

    /** The reply as text, which is made where it is not known. */
    String text(Function<int[], String> spelling) {
        String known = text == null ? spelling.apply(reply()) : text;
        text = known;
        return known;
    }
}
