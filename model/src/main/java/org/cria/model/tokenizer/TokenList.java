package org.cria.model.tokenizer;

import java.util.Arrays;

/** Tokens in the making. */
final class TokenList {
    private int[] tokens = new int[32];
    private int count;

    void add(int token) {
        if (count == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * count);
        }
        tokens[count++] = token;
    }

    int[] toArray() {
        return Arrays.copyOf(tokens, count);
    }
}
