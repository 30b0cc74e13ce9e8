package org.cria.model.tokenizer;

/** Part of a text that was searched for tokens which are never merged: such a token, or the text between them. */
sealed interface Fragment {
    /**
     * Text that is still to be tokenised.
     *
     * @param text without unpaired surrogates, never empty
     */
    record Plain(String text) implements Fragment {}

    /** A control or user-defined token that was found by its spelling. */
    record Special(int token) implements Fragment {}
}
