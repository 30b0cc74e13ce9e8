package org.cria.model.grammar;

import org.cria.model.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/** Grammars for the tokens of a model, which are sorted when the first is made. Thread-safe. */
public final class TokenGrammars {
    private final Tokenizer tokenizer;
    private TokenGrammar.@Nullable Vocabulary vocabulary;

    public TokenGrammars(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    public synchronized TokenGrammar of(Grammar grammar) {
        TokenGrammar.Vocabulary sorted = vocabulary;
        if (sorted == null) {
            sorted = new TokenGrammar.Vocabulary(tokenizer);
            vocabulary = sorted;
        }
        return new TokenGrammar(grammar, sorted);
    }
}
