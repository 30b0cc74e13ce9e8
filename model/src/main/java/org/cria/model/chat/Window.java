package org.cria.model.chat;

import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What the model sees of a conversation.
 *
 * @param exchanges oldest first
 * @param opening [tokens] the first exchange up to its reply, with the system text; empty where there is no exchange
 */
@SuppressWarnings("ArrayRecordComponent") // passed on at once, compared by nobody
record Window(Deque<Exchange> exchanges, int[] opening) {
    /** In tokens. */
    int length() {
        int following = exchanges.stream().mapToInt(Exchange::length).sum();
        return exchanges.isEmpty()
                ? 0
                : opening.length + following - exchanges.getFirst().following().length;
    }

    int[] tokens() {
        int[] tokens = new int[length()];
        int end = copy(opening, tokens, 0);
        boolean first = true;
        for (Exchange exchange : exchanges) {
            end = first ? end : copy(exchange.following(), tokens, end);
            end = copy(exchange.reply(), tokens, end);
            first = false;
        }
        return tokens;
    }

    private static int copy(int[] from, int[] to, int start) {
        System.arraycopy(from, 0, to, start, from.length);
        return start + from.length;
    }

    /** Where in {@link #tokens} the reply of an exchange begins. */
    int replyStart(int number) {
        List<Exchange> all = List.copyOf(exchanges);
        int start = opening.length;
        for (int i = 1; i <= number; i++) {
            start += all.get(i - 1).replyLength() + all.get(i).following().length;
        }
        return start;
    }

    /** The tokens of the system text with what the template adds, then those of each exchange. */
    List<Integer> shares() {
        List<Integer> shares = new ArrayList<>();
        int first = exchanges.isEmpty() ? 0 : exchanges.getFirst().following().length;
        shares.add(Math.max(0, opening.length - first));
        for (Exchange exchange : exchanges) {
            shares.add(exchange.length());
        }
        if (!exchanges.isEmpty()) {
            shares.set(1, Math.min(first, opening.length) + exchanges.getFirst().replyLength());
        }
        return shares;
    }
}
