package org.cria.model.grammar;

import java.util.List;
import java.util.Optional;

/**
 * From where on an answer follows a grammar.
 *
 * @param begin what has to come before it; empty: it holds from the first token on
 * @param said tokens of the answer that are there already
 * @param whole whether what follows the grammar is of use only as a whole: no stop string ends it
 */
public record GrammarBinding(TokenGrammar grammar, Optional<Begin> begin, List<Integer> said, boolean whole) {
    public GrammarBinding {
        said = List.copyOf(said);
    }

    /**
     * What has to come before the grammar holds.
     *
     * @param marks of which one has to come: texts, or spellings of tokens that print nothing
     * @param mayEnd whether the answer may end without any
     * @param counts whether all that is said up to the end of the mark is of the grammar too; where it is not, the mark is none
     */
    public record Begin(List<String> marks, boolean mayEnd, boolean counts) {
        public Begin {
            marks = List.copyOf(marks);
        }
    }

    /** From the first token on. */
    public static GrammarBinding atOnce(TokenGrammar grammar) {
        return new GrammarBinding(grammar, Optional.empty(), List.of(), false);
    }

    /** The same behind a thought that is going on, and behind white space after it. It has to end before the answer may. */
    public GrammarBinding afterThought(String mark) {
        return begin.isPresent()
                ? this
                : new GrammarBinding(
                        grammar.afterSpace(), Optional.of(new Begin(List.of(mark), false, false)), said, whole);
    }

    /** Only once one of some marks has come; an answer in which none comes is free. */
    public static GrammarBinding onceMarked(TokenGrammar grammar, List<String> marks) {
        return new GrammarBinding(grammar, Optional.of(new Begin(marks, true, false)), List.of(), false);
    }

    /** Only once the answer, white space aside, has begun as the grammar wants it up to one of some marks; any other answer is free. */
    public static GrammarBinding onceBegun(TokenGrammar grammar, List<String> marks) {
        return new GrammarBinding(grammar, Optional.of(new Begin(marks, true, true)), List.of(), false);
    }

    /** The same where some tokens of the answer are there. */
    public GrammarBinding resumed(List<Integer> tokens) {
        return new GrammarBinding(grammar, begin, tokens, whole);
    }

    /** The same where what follows the grammar is of use only as a whole. */
    public GrammarBinding asWhole() {
        return new GrammarBinding(grammar, begin, said, true);
    }
}
