package org.cria.cli.chat;

/** Several lines between {@code """} and {@code """} are one message. */
final class Quotes {
    private static final String MARK = "\"\"\"";

    private Quotes() {}

    /** Whether the text begins with a mark and another one is yet to come. */
    static boolean isOpen(String text) {
        String typed = text.strip();
        return typed.startsWith(MARK) && (typed.length() < 2 * MARK.length() || !typed.endsWith(MARK));
    }

    /** Whether the text stands between marks. */
    static boolean areAround(String text) {
        return text.strip().startsWith(MARK) && !isOpen(text);
    }

    /** The text without the marks around it, and without the line ends next to them. */
    static String without(String text) {
        if (!areAround(text)) {
            return text;
        }
        String typed = text.strip();
        String inside = typed.substring(MARK.length(), typed.length() - MARK.length());
        int start = inside.startsWith("\n") ? 1 : 0;
        int end = inside.length() - (inside.length() > start && inside.endsWith("\n") ? 1 : 0);
        return inside.substring(start, end);
    }
}
