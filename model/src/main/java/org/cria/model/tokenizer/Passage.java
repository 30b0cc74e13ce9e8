package org.cria.model.tokenizer;

/**
 * A stretch of text and whether it may name control tokens. A chat template writes {@code <|eot_id|>} and means the token; a
 * user who types the same means the eight characters.
 *
 * @param text    as it is, unescaped
 * @param trusted whether spellings of control tokens become these tokens; user-defined pieces are found in both kinds
 */
public record Passage(String text, boolean trusted) {
    /** What somebody typed, or a file, or a tool's answer: never becomes a control token. */
    public static Passage typed(String text) {
        return new Passage(text, false);
    }

    /** Part of a template: its control tokens are meant. */
    public static Passage template(String text) {
        return new Passage(text, true);
    }
}
