package org.cria.model.chat;

/** Which texts lose the whitespace around them: a part of each template, since models are trained that way. */
enum Trimming {
    /** None. */
    NONE,
    /** The model's. */
    REPLIES,
    /** All. */
    EVERY,
    /** The system text and the first message as one, and all other messages and replies by themselves. */
    TURNS;

    String system(String text) {
        return this == EVERY ? strip(text) : text;
    }

    /** @param followsSystem whether a system text stands before it in the same turn */
    String user(String text, boolean followsSystem) {
        return switch (this) {
            case NONE, REPLIES -> text;
            case EVERY -> strip(text);
            case TURNS -> followsSystem ? text.substring(0, end(text)) : strip(text);
        };
    }

    String reply(String text) {
        return this == NONE ? text : strip(text);
    }

    /** C's {@code isspace}, as llama.cpp has it both in its own templates and in Jinja's: no Unicode spaces. */
    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static int end(String text) {
        int end = text.length();
        while (end > 0 && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private static String strip(String text) {
        int end = end(text);
        int start = 0;
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        return text.substring(start, end);
    }
}
