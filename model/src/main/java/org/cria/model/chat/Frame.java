package org.cria.model.chat;

/** What a template writes before and after a text. */
record Frame(String before, String after) {
    private static final char TEXT = '…';

    /** From one string in which … stands for the text. */
    static Frame of(String pattern) {
        int text = pattern.indexOf(TEXT);
        return new Frame(pattern.substring(0, text), pattern.substring(text + 1));
    }
}
