package org.cria.model.chat;

import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.cria.model.tokenizer.Tokenizer;

/**
 * What the model sees of a conversation.
 *
 * @param exchanges oldest first, at least one
 * @param written all of it up to the last reply
 */
record Window(Deque<Exchange> exchanges, Written written) {
    /** In tokens. */
    int length() {
        return written.length() + exchanges.getLast().replyLength();
    }

    int[] tokens() {
        int[] tokens = new int[length()];
        int end = written.copy(tokens);
        int[] reply = exchanges.getLast().reply();
        System.arraycopy(reply, 0, tokens, end, reply.length);
        return tokens;
    }

    /**
     * The tokens of the system text with what the template adds, then those of each exchange.
     *
     * @param system whether the first turn is a system text
     */
    List<Integer> shares(boolean system, Tokenizer tokenizer) {
        int first = system ? 1 : 0;
        List<Integer> shares = new ArrayList<>();
        int end = system ? written.tokensUpTo(0, true, tokenizer) : 0;
        shares.add(end);
        for (int i = 0; i < exchanges.size(); i++) {
            boolean last = i == exchanges.size() - 1;
            int to = last ? length() : Math.max(end, written.tokensUpTo(first + 2 * i + 1, true, tokenizer));
            shares.add(to - end);
            end = to;
        }
        return shares;
    }
}
