package org.cria.cli.chat;

import org.jspecify.annotations.Nullable;

/**
 * Styles an answer while it comes: headings, list marks, {@code **strong**}, {@code *emphasis*}, code. It only adds escape
 * sequences and never takes a character away, so a wrong guess costs a colour and what is copied is what the model said. Where a
 * mark may still grow, as a star into two, the text is held back until the next character comes.
 */
final class Markdown {
    private static final String FENCE = "```";

    private final StringBuilder out = new StringBuilder();
    /** What may be a mark, and is not decided yet. */
    private final StringBuilder held = new StringBuilder();

    /** Whether any style was switched on since the begin. */
    private boolean styled;

    private boolean lineStart = true;
    private boolean heading;
    private boolean fenced;
    private boolean code;
    private boolean strong;
    private boolean emphasis;
    private char previous = '\n';

    /** Takes more of the answer, and gives what of it can be shown. */
    String feed(String text) {
        for (int i = 0; i < text.length(); i++) {
            character(text.charAt(i));
        }
        return taken();
    }

    /** Ends the answer: gives what was held back, and leaves no style on. */
    String finish() {
        if (!held.isEmpty()) {
            mark('\n');
        }
        heading = false;
        fenced = false;
        code = false;
        strong = false;
        emphasis = false;
        lineStart = true;
        previous = '\n';
        if (styled) {
            styled = false;
            out.append(Style.reset());
        }
        return taken();
    }

    private String taken() {
        String text = out.toString();
        out.setLength(0);
        return text;
    }

    private void character(char c) {
        if (grows(c)) {
            held.append(c);
            return;
        }
        if (!held.isEmpty()) {
            mark(c);
        }
        if (c == '*' || c == '`' || (c == '#' && lineStart) || (c == '-' && lineStart)) {
            held.append(c);
            return;
        }
        plain(c);
    }

    /** Whether the mark that is held back goes on with this character. */
    private boolean grows(char c) {
        return !held.isEmpty() && held.charAt(0) == c && held.length() < (c == '#' ? 6 : 3);
    }

    private void plain(char c) {
        if (c == '\n' && (heading || !fenced)) {
            endLine();
        }
        out.append(c);
        lineStart = c == '\n' || (lineStart && c == ' ');
        previous = c;
    }

    /** A style does not outlive its line, save that of a fenced block. */
    private void endLine() {
        if (heading || code || strong || emphasis) {
            heading = false;
            code = false;
            strong = false;
            emphasis = false;
            out.append(Style.reset());
        }
    }

    /** Decides what is held back, now that the character after it is known. */
    private void mark(char next) {
        String mark = held.toString();
        held.setLength(0);
        switch (mark.charAt(0)) {
            case '`' -> code(mark);
            case '*' -> stars(mark, next);
            case '#' -> hashes(mark, next);
            default -> list(mark, next);
        }
        previous = mark.charAt(mark.length() - 1);
        lineStart = false;
    }

    private void code(String mark) {
        if (mark.equals(FENCE) && (lineStart || fenced)) {
            fenced = !fenced;
            around(mark, fenced, Style.CODE);
        } else if (mark.length() == 1 && !fenced) {
            code = !code;
            around(mark, code, Style.CODE);
        } else {
            out.append(mark);
        }
    }

    private void stars(String mark, char next) {
        boolean opens = !Character.isWhitespace(next);
        boolean closes = !Character.isWhitespace(previous);
        if (fenced || code) {
            out.append(mark);
        } else if (mark.length() == 1 && lineStart && next == ' ') {
            list(mark, next);
        } else if (mark.length() == 2 && (strong ? closes : opens)) {
            strong = !strong;
            around(mark, strong, Style.BOLD);
        } else if (mark.length() == 1 && (emphasis ? closes : opens && !Character.isLetterOrDigit(previous))) {
            emphasis = !emphasis;
            around(mark, emphasis, Style.ITALIC);
        } else {
            out.append(mark);
        }
    }

    private void hashes(String mark, char next) {
        if (!fenced && next == ' ') {
            heading = true;
            begin(Style.HEADING);
        }
        out.append(mark);
    }

    private void list(String mark, char next) {
        out.append(!fenced && mark.length() == 1 && next == ' ' ? Style.MARK.on(mark) : mark);
        restyle();
    }

    /** Shows the mark in the style that it begins or ends. */
    private void around(String mark, boolean begins, Style style) {
        if (begins) {
            begin(style);
            out.append(mark);
        } else {
            out.append(mark).append(Style.reset());
            restyle();
        }
    }

    /** Switches on again what a reset switched off too. */
    private void restyle() {
        for (@Nullable
        Style style : new @Nullable Style[] {
            heading ? Style.HEADING : null,
            fenced || code ? Style.CODE : null,
            strong ? Style.BOLD : null,
            emphasis ? Style.ITALIC : null
        }) {
            if (style != null) {
                begin(style);
            }
        }
    }

    private void begin(Style style) {
        styled = true;
        out.append(style.start());
    }
}
