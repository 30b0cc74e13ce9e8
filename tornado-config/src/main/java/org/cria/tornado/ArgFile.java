package org.cria.tornado;

import java.util.ArrayList;
import java.util.List;

/**
 * Files of arguments as {@code java @FILE} reads them: words apart by white space, quoted ones whole, {@code #} before a comment.
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/25/docs/specs/man/java.html#java-command-line-argument-files">java, argument
 *     files</a>
 */
public final class ArgFile {
    private ArgFile() {}

    /** The words of such a file. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        for (String line : text.lines().toList()) {
            words(line, words);
        }
        return words;
    }

    private static void words(String line, List<String> words) {
        StringBuilder word = new StringBuilder();
        boolean started = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0 && c == '\\' && i + 1 < line.length()) {
                word.append(line.charAt(++i));
            } else if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                started = true;
            } else if (c == '#' || Character.isWhitespace(c)) {
                if (started) {
                    words.add(word.toString());
                    word.setLength(0);
                    started = false;
                }
                if (c == '#') {
                    return;
                }
            } else {
                word.append(c);
                started = true;
            }
        }
        if (started) {
            words.add(word.toString());
        }
    }

    /** A file of these words, a line each. */
    public static String text(List<String> words) {
        StringBuilder text = new StringBuilder();
        for (String word : words) {
            boolean plain = !word.isEmpty()
                    && word.chars().noneMatch(c -> Character.isWhitespace(c) || "\"'#\\".indexOf(c) >= 0);
            text.append(plain ? word : '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                    .append('\n');
        }
        return text.toString();
    }
}
