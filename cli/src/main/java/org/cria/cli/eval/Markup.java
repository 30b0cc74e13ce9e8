package org.cria.cli.eval;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes elements that XML's and HTML's readers read alike. What is said by others stands in texts and attributes only, escaped; characters
 * that no document may have become pictures of themselves. The JDK's writer of XML is in a module that Cria's own runtime does without.
 */
final class Markup {
    private static final int PICTURES = 0x2400;
    private static final int PICTURE_OF_DELETE = 0x2421;
    private static final int REPLACEMENT = 0xFFFD;

    private final StringBuilder text = new StringBuilder();
    private final Deque<String> opened = new ArrayDeque<>();

    /** That this is a page of HTML. */
    Markup page() {
        text.append("<!DOCTYPE html>\n");
        return this;
    }

    /**
     * Begins an element.
     *
     * @param attributes names and values in turn
     */
    Markup open(String name, String... attributes) {
        opened.push(name);
        begin(name, attributes);
        text.append('>');
        return this;
    }

    Markup close() {
        text.append("</").append(opened.pop()).append(">\n");
        return this;
    }

    /** An element that never has content. */
    Markup empty(String name, String... attributes) {
        begin(name, attributes);
        text.append("/>\n");
        return this;
    }

    /** An element with a text. */
    Markup element(String name, String content, String... attributes) {
        open(name, attributes);
        say(content);
        return close();
    }

    private void begin(String name, String... attributes) {
        text.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            text.append(' ').append(attributes[i]).append("=\"");
            say(attributes[i + 1]);
            text.append('"');
        }
    }

    private void say(String content) {
        content.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '"' -> text.append("&quot;");
                default -> text.appendCodePoint(allowed(c));
            }
        });
    }

    private static int allowed(int c) {
        if (c < ' ' && c != '\n' && c != '\t') {
            return PICTURES + c;
        }
        boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        boolean none = surrogate || (c & 0xFFFE) == 0xFFFE || (c > 0x7F && c < 0xA0);
        return c == 0x7F ? PICTURE_OF_DELETE : none ? REPLACEMENT : c;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
