package org.cria.model.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Takes texts apart. */
final class Splits {
    private Splits() {}

    /**
     * {@code str.split} and {@code str.rsplit}.
     *
     * @param separator {@link Value#NONE} for runs of white space
     * @param most how often at most; negative for always
     * @param back whether from the end
     */
    static List<Value> split(Text text, Value separator, long most, boolean back, Budget budget) {
        long left = most < 0 ? Long.MAX_VALUE : most;
        if (separator instanceof Value.Nothing) {
            return back ? wordsBack(text, left, budget) : words(text, left, budget);
        }
        String wanted = Kinds.text(separator, "sep").toString();
        if (wanted.isEmpty()) {
            throw new TemplateException("the separator to split at is empty");
        }
        String chars = text.toString();
        List<Value> parts = new ArrayList<>();
        if (back) {
            int end = chars.length();
            for (int at = chars.lastIndexOf(wanted); at >= 0 && left-- > 0; ) {
                budget.step();
                parts.add(text.sub(at + wanted.length(), end));
                end = at;
                at = end < wanted.length() ? -1 : chars.lastIndexOf(wanted, end - wanted.length());
            }
            parts.add(text.sub(0, end));
            Collections.reverse(parts);
            return parts;
        }
        int start = 0;
        for (int at = chars.indexOf(wanted); at >= 0 && left-- > 0; at = chars.indexOf(wanted, start)) {
            budget.step();
            parts.add(text.sub(start, at));
            start = at + wanted.length();
        }
        parts.add(text.sub(start, chars.length()));
        return parts;
    }

    private static List<Value> words(Text text, long most, Budget budget) {
        String chars = text.toString();
        List<Value> parts = new ArrayList<>();
        long left = most;
        int at = 0;
        while (true) {
            while (at < chars.length() && PythonText.isSpace(chars.charAt(at))) {
                at++;
            }
            if (at == chars.length()) {
                return parts;
            }
            budget.step();
            if (left-- <= 0) {
                parts.add(text.sub(at, chars.length()));
                return parts;
            }
            int start = at;
            while (at < chars.length() && !PythonText.isSpace(chars.charAt(at))) {
                at++;
            }
            parts.add(text.sub(start, at));
        }
    }

    private static List<Value> wordsBack(Text text, long most, Budget budget) {
        String chars = text.toString();
        List<Value> parts = new ArrayList<>();
        long left = most;
        int at = chars.length();
        while (true) {
            at = PythonText.stripEnd(chars.substring(0, at)).length();
            if (at == 0) {
                break;
            }
            budget.chars(at);
            budget.step();
            int end = at;
            if (left-- <= 0) {
                parts.add(text.sub(0, end));
                break;
            }
            while (at > 0 && !PythonText.isSpace(chars.charAt(at - 1))) {
                at--;
            }
            parts.add(text.sub(at, end));
        }
        Collections.reverse(parts);
        return parts;
    }

    /** {@code str.splitlines}. */
    static List<Value> lines(Text text, boolean keepEnds, Budget budget) {
        String chars = text.toString();
        List<Value> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < chars.length(); i++) {
            char c = chars.charAt(i);
            if (!isLineEnd(c)) {
                continue;
            }
            budget.step();
            int end = c == '\r' && i + 1 < chars.length() && chars.charAt(i + 1) == '\n' ? i + 2 : i + 1;
            lines.add(text.sub(start, keepEnds ? end : i));
            start = end;
            i = end - 1;
        }
        if (start < chars.length()) {
            lines.add(text.sub(start, chars.length()));
        }
        return lines;
    }

    private static boolean isLineEnd(char c) {
        return (c >= 10 && c <= 13) || (c >= 28 && c <= 30) || c == 0x85 || c == 0x2028 || c == 0x2029;
    }

    /** {@code str.partition} and {@code str.rpartition}. */
    static Value partition(Text text, Text separator, boolean last) {
        String chars = text.toString();
        String wanted = separator.toString();
        if (wanted.isEmpty()) {
            throw new TemplateException("the separator to split at is empty");
        }
        int at = last ? chars.lastIndexOf(wanted) : chars.indexOf(wanted);
        if (at < 0) {
            return last ? Value.tuple(Text.EMPTY, Text.EMPTY, text) : Value.tuple(text, Text.EMPTY, Text.EMPTY);
        }
        int end = at + wanted.length();
        return Value.tuple(text.sub(0, at), text.sub(at, end), text.sub(end, chars.length()));
    }
}
