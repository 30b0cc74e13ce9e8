package org.cria.model.grammar;

import java.util.LinkedHashMap;
import java.util.Map;
import org.cria.model.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Grammars for the tokens of a model, which are sorted when the first is made. Those of the grammars that were asked for last are kept,
 * so that their steps need not be worked out again. Thread-safe.
 */
public final class TokenGrammars {
    /** Each remembers some megabytes of steps. */
    private static final int KEPT = 8;

    private final Tokenizer tokenizer;
    private TokenGrammar.@Nullable Vocabulary vocabulary;
    private final Map<Grammar, TokenGrammar> kept = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Grammar, TokenGrammar> eldest) {
            return size() > KEPT;
        }
    };

    public TokenGrammars(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    public TokenGrammar of(Grammar grammar) {
        TokenGrammar.Vocabulary sorted;
        synchronized (this) {
            TokenGrammar known = kept.get(grammar);
            if (known != null) {
                return known;
            }
            sorted = vocabulary == null ? new TokenGrammar.Vocabulary(tokenizer) : vocabulary;
            vocabulary = sorted;
        }
        TokenGrammar made = new TokenGrammar(grammar, sorted); // others need not wait for it
        synchronized (this) {
            kept.put(grammar, made);
        }
        return made;
    }
}
