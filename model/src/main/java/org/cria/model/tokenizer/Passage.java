package org.cria.model.tokenizer;

/**
 * A stretch of text and whether it may name control tokens. A chat template writes {@code <|eot_id|>} and means the token; a
 * user who types the same means the eight characters.
 *
 * @param text    as it is, unescaped
 * @param trusted whether spellings of control tokens become these tokens; user-defined pieces are found in both kinds
 * @param template what the template around a message writes: marks in it stay text in the message, of whatever type they are
 */
public record Passage(String text, boolean trusted, String template) {
    /** What somebody typed, or a file, or a tool's answer: never becomes a control token. */
    public static Passage typed(String text) {
        return new Passage(text, false, "");
    }

    /**
     * A message of a conversation: what its template marks turns with stays text, even where the file calls it user-defined.
     *
     * @param template all that the template writes
     */
    public static Passage message(String text, String template) {
        return new Passage(text, false, template);
    }

    /** Whether this piece, which is not a control piece, stays text here. */
    boolean keepsAsText(String piece) {
        return !template.isEmpty() && isMark(piece) && template.contains(piece);
    }

    /** Templates write white space and words too, which must not be cut out of messages. */
    private static boolean isMark(String piece) {
        return piece.length() > 2
                && (piece.startsWith("<") || piece.startsWith("["))
                && (piece.endsWith(">") || piece.endsWith("]"));
    }

    /** Part of a template: its control tokens are meant. */
    public static Passage template(String text) {
        return new Passage(text, true, "");
    }
}
