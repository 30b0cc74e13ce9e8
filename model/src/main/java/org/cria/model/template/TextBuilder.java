package org.cria.model.template;

import java.util.Arrays;

/** Puts texts together, each character with its origin. */
final class TextBuilder {
    private final StringBuilder chars = new StringBuilder();
    private int[] ends = new int[4];
    private int[] origins = new int[4];
    private int runs;

    TextBuilder append(Text text) {
        return append(text, 0, text.length());
    }

    TextBuilder append(Text text, int start, int end) {
        int at = start;
        while (at < end) {
            int to = Math.min(end, text.runEnd(at));
            append(text.toString().substring(at, to), text.originAt(at));
            at = to;
        }
        return this;
    }

    TextBuilder append(String text, int origin) {
        if (text.isEmpty()) {
            return this;
        }
        chars.append(text);
        if (runs == 0 || origins[runs - 1] != origin) {
            if (runs == ends.length) {
                ends = Arrays.copyOf(ends, runs * 2);
                origins = Arrays.copyOf(origins, runs * 2);
            }
            origins[runs++] = origin;
        }
        ends[runs - 1] = chars.length();
        return this;
    }

    int length() {
        return chars.length();
    }

    Text text() {
        return chars.isEmpty()
                ? Text.EMPTY
                : new Text(chars.toString(), Arrays.copyOf(ends, runs), Arrays.copyOf(origins, runs));
    }
}
