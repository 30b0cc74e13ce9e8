package org.cria.model.chat;

import java.util.Arrays;

/** A message and the reply to it, which may still be growing. */
final class Exchange {
    private final String message;
    /** [tokens] the message, and what the template puts before and after it when it is not the first one. */
    private final int[] following;

    private int[] reply = new int[16];
    private int replyLength;

    Exchange(String message, int[] following) {
        this.message = message;
        this.following = following;
    }

    String message() {
        return message;
    }

    int[] following() {
        return following;
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
    }

    Exchange copy() {
        Exchange copy = new Exchange(message, following);
        copy.reply = reply.clone();
        copy.replyLength = replyLength;
        return copy;
    }

    void append(int token) {
        if (replyLength == reply.length) {
            reply = Arrays.copyOf(reply, replyLength * 2);
        }
        reply[replyLength++] = token;
    }

    /** Tokens that it takes up when it is not the first one. */
    int length() {
        return following.length + replyLength;
    }
}
