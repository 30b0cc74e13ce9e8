package org.cria.model.grammar;

import org.cria.kernels.CriaException;

/** The text of a grammar and how far it is read. */
final class GrammarText {
    /** The most copies that a repetition may ask for, which is llama.cpp's limit. */
    private static final int MOST_COPIES = 2000;

    private static final int LAST_CHARACTER = 0x10FFFF;

    private final String text;
    private int at;

    GrammarText(String text) {
        this.text = text;
    }

    /** How many UTF-16 units are read. */
    int at() {
        return at;
    }

    boolean isAtEnd() {
        return at >= text.length();
    }

    /** Whether a unit comes next; at the end none does. */
    boolean isNext(char unit) {
        return at < text.length() && text.charAt(at) == unit;
    }

    /** Goes over one unit. */
    void skip() {
        at++;
    }

    /** Goes over some text if it comes next. */
    boolean skip(String word) {
        boolean next = text.startsWith(word, at);
        at += next ? word.length() : 0;
        return next;
    }

    /** Whether a unit comes after the next one. */
    boolean isSecond(char unit) {
        return at + 1 < text.length() && text.charAt(at + 1) == unit;
    }

    boolean hasTwo() {
        return at + 1 < text.length();
    }

    String name() {
        int start = at;
        while (at < text.length() && isOfName(peek())) {
            at++;
        }
        return text.substring(start, at);
    }

    static boolean isOfName(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    }

    int character() {
        int c = text.codePointAt(at);
        if (c != '\\') {
            at += Character.charCount(c);
            return c;
        }
        int start = at;
        at++;
        int escape = at < text.length() ? peek() : -1;
        at++;
        return switch (escape) {
            case 'x' -> hexadecimal(start, 2);
            case 'u' -> hexadecimal(start, 4);
            case 'U' -> hexadecimal(start, 8);
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'n' -> '\n';
            case '\\', '"', '[', ']' -> escape;
            default -> {
                at = start;
                throw error(start, found(), "one of \\n \\r \\t \\\\ \\\" \\[ \\] \\x \\u \\U");
            }
        };
    }

    private int hexadecimal(int start, int digits) {
        int end = at + digits;
        String number = text.substring(at, Math.min(end, text.length()));
        at = end;
        if (number.length() == digits && number.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            long value = Long.parseLong(number, 16);
            if (value <= LAST_CHARACTER) {
                return (int) value;
            }
        }
        throw error(start, "'" + number + "' is no character", digits + " hexadecimal digits, 10FFFF at most");
    }

    int wholeNumber() {
        int start = at;
        while (at < text.length() && peek() >= '0' && peek() <= '9') {
            at++;
        }
        String digits = text.substring(start, at);
        if (digits.isEmpty()) {
            throw error(start, found(), "a whole number");
        }
        if (digits.length() > 5 || Integer.parseInt(digits) > MOST_COPIES) {
            throw error(start, digits + " repetitions", MOST_COPIES + " at most");
        }
        return Integer.parseInt(digits);
    }

    /** Blanks and comments, and the ends of lines where they do not end a rule. */
    void space(boolean lines) {
        while (at < text.length()) {
            int c = peek();
            if (c == '#') {
                while (at < text.length() && peek() != '\n' && peek() != '\r') {
                    at++;
                }
            } else if (c == ' ' || c == '\t' || (lines && (c == '\n' || c == '\r'))) {
                at++;
            } else {
                return;
            }
        }
    }

    int peek() {
        return text.charAt(at);
    }

    String found() {
        if (at >= text.length()) {
            return "the grammar ends";
        }
        int end = Math.min(text.length(), at + (peek() == '\\' ? 2 : Character.charCount(text.codePointAt(at))));
        String found = text.substring(at, end);
        return switch (found) {
            case "\n", "\r" -> "the line ends";
            default -> "found '" + found + "'";
        };
    }

    String place(int index) {
        int line = 1;
        int begin = 0;
        for (int i = 0; i < Math.min(index, text.length()); i++) {
            if (text.charAt(i) == '\n') {
                line++;
                begin = i + 1;
            }
        }
        return "line " + line + ", column " + (text.codePointCount(begin, Math.min(index, text.length())) + 1);
    }

    CriaException error(int index, String found, String expected) {
        return new CriaException("the grammar, " + place(index) + ": " + found + ", expected " + expected + ".");
    }
}
