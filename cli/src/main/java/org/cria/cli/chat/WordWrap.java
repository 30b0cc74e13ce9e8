package org.cria.cli.chat;

import java.lang.Character.UnicodeScript;
import java.util.function.IntSupplier;
import org.jline.utils.WCWidth;

/**
 * Breaks lines between words while their text comes, so that a window's edge never stands inside one. A word is held back until it is
 * certain on which line it fits, so nothing that was shown is ever taken back. Escape sequences have no width, Chinese and Japanese may
 * be broken between characters, a word that is longer than the window is broken by the window, and fenced code stays as it is.
 */
final class WordWrap {
    private static final int TAB = 8;
    private static final char ESCAPE = '\033';
    private static final char BELL = '\007';
    private static final int ZERO_WIDTH_SPACE = 0x200B;
    private static final String FENCE = "```";

    /** No line begins with these: what closes, what goes on, small kana (JIS X 4051). */
    private static final String STAYS_BEHIND = ",.!?:;)]}\"'’”%、。，．！？：；）」』】〉》〕］｝〟・ー々〻‥…％ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ";
    /** No line ends with these. */
    private static final String STAYS_BEFORE = "([{“‘（「『【〈《〔［｛〝";

    /** Where in an escape sequence the text is. */
    private enum Sequence {
        NONE,
        BEGUN,
        CONTROL,
        TITLE
    }

    private final IntSupplier window;
    private final StringBuilder out = new StringBuilder();
    /** White space before the word, not shown yet: where the line breaks it is left out. */
    private final StringBuilder gap = new StringBuilder();
    /** The begin of the word, while it is not certain where it goes. */
    private final StringBuilder word = new StringBuilder();
    /** The first characters of the line that are no blanks, while it may begin a fence. */
    private final StringBuilder begin = new StringBuilder();

    private Sequence sequence = Sequence.NONE;
    private int width;
    private int column;
    private int gapWidth;
    private int wordWidth;
    private int previous;
    private char half;
    /** Whether the line has got the word's begin, and what follows goes there too. */
    private boolean placed;
    /** Whether nobody knows where the cursor is, since the window changed. */
    private boolean lost;

    private boolean fenced;
    /** Whether this line is part of fenced code. */
    private boolean code;

    /** @param window columns now; none are broken where there are no columns */
    WordWrap(IntSupplier window) {
        this.window = window;
        this.width = window.getAsInt();
    }

    /** A whole text. */
    static String of(String text, int width) {
        WordWrap wrap = new WordWrap(() -> width);
        return wrap.feed(text) + wrap.finish();
    }

    /** Takes more of the text, and gives what of it can be shown. */
    String feed(String text) {
        watchWindow();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c)) {
                half = c;
            } else if (Character.isLowSurrogate(c)) {
                character(Character.toCodePoint(half, c));
            } else {
                character(c);
            }
        }
        return taken();
    }

    /** Ends the text: gives what was held back. */
    String finish() {
        if (wordWidth == 0 && column + gapWidth > width) {
            gap.setLength(0);
        }
        show();
        placed = false;
        column = 0;
        begin.setLength(0);
        fenced = false;
        code = false;
        lost = false;
        return taken();
    }

    private String taken() {
        String text = out.toString();
        out.setLength(0);
        return text;
    }

    /** After a change nobody knows where the cursor is: this word stays where it is, and the next one begins a line. */
    private void watchWindow() {
        int now = window.getAsInt();
        if (now != width) {
            width = now;
            boolean inWord = placed || wordWidth > 0;
            show();
            placed = inWord;
            lost = column > 0;
        }
    }

    private void character(int c) {
        if (sequence != Sequence.NONE || c == ESCAPE) {
            escape(c);
        } else if (c == '\n' || c == '\r') {
            endLine(c);
        } else if (!isBlank(c) && completesFence(c)) {
            show();
            out.appendCodePoint(c);
            code = true;
            fenced = !fenced;
        } else if (code || width <= 0) {
            out.appendCodePoint(c);
        } else if (isBlank(c)) {
            blank(c);
        } else {
            visible(c);
        }
    }

    private static boolean isBlank(int c) {
        return Character.isWhitespace(c) || c == ZERO_WIDTH_SPACE;
    }

    /** Whether with this character the line begins with the marks that fenced code begins and ends with. */
    private boolean completesFence(int c) {
        if (begin.length() > FENCE.length()) {
            return false;
        }
        begin.appendCodePoint(c);
        return begin.toString().equals(FENCE);
    }

    /** Of ECMA-48: control sequences end with a letter or a sign, titles with a bell or with another sequence. */
    private void escape(int c) {
        (placed || code ? out : word).appendCodePoint(c);
        sequence = switch (sequence) {
            case NONE -> Sequence.BEGUN;
            case BEGUN -> c == '[' ? Sequence.CONTROL : c == ']' ? Sequence.TITLE : Sequence.NONE;
            case CONTROL -> c >= '@' && c <= '~' ? Sequence.NONE : Sequence.CONTROL;
            case TITLE -> c == BELL ? Sequence.NONE : c == ESCAPE ? Sequence.BEGUN : Sequence.TITLE;
        };
    }

    private void endLine(int c) {
        show();
        out.appendCodePoint(c);
        placed = false;
        column = 0;
        lost = false;
        if (c == '\n') {
            code = fenced;
            begin.setLength(0);
        }
    }

    private void blank(int c) {
        if (!word.isEmpty()) {
            show();
        }
        placed = false;
        gap.appendCodePoint(c);
        gapWidth += c == '\t' ? TAB - (column + gapWidth) % TAB : Math.max(0, WCWidth.wcwidth(c));
    }

    private void visible(int c) {
        int columns = Math.max(0, WCWidth.wcwidth(c));
        if ((placed || wordWidth > 0) && columns > 0 && mayBreak(previous, c)) {
            show();
            placed = false;
        }
        if (columns > 0) {
            previous = c;
        }
        if (placed) {
            out.appendCodePoint(c);
            column = column + columns > width ? columns : column + columns;
            return;
        }
        word.appendCodePoint(c);
        wordWidth += columns;
        if (column > 0 && (lost || column + gapWidth + wordWidth > width)) {
            out.append('\n');
            gap.setLength(0);
            gapWidth = 0;
            column = 0;
            lost = false;
        }
        if (column == 0) {
            show();
            placed = true;
        }
    }

    /** Shows what is held back where the cursor is. */
    private void show() {
        out.append(gap).append(word);
        column += gapWidth + wordWidth;
        gap.setLength(0);
        word.setLength(0);
        gapWidth = 0;
        wordWidth = 0;
    }

    private static boolean mayBreak(int before, int after) {
        return (isBetweenWords(before) || isBetweenWords(after))
                && STAYS_BEHIND.indexOf(after) < 0
                && STAYS_BEFORE.indexOf(before) < 0;
    }

    /** Whether the character belongs to a script that puts no blanks between words; Korean does. */
    private static boolean isBetweenWords(int c) {
        UnicodeScript script = UnicodeScript.of(c);
        return script == UnicodeScript.HAN
                || script == UnicodeScript.HIRAGANA
                || script == UnicodeScript.KATAKANA
                || (c >= 0x3000 && c < 0x3040)
                || (c >= 0xFF00 && c < 0xFF61);
    }
}
