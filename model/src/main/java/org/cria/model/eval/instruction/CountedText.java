package org.cria.model.eval.instruction;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.cria.model.template.PythonText;

/** What Python, in which IFEval counts, takes for white space, words and capital letters. */
final class CountedText {
    /** One character of a word: marks, as vowel signs of Hindi and Thai are, part words. */
    private static final String LETTER = "[\\p{L}\\p{N}_]";

    /** One white space, for character classes. */
    static final String SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

    /** Between a character of a word and one of none. */
    static final String BORDER = "(?:(?<=" + LETTER + ")(?!" + LETTER + ")|(?<!" + LETTER + ")(?=" + LETTER + "))";

    private static final Pattern WORD = Pattern.compile(LETTER + "+");

    private CountedText() {}

    /** Without the white space at both ends. */
    static String strip(String text) {
        return PythonText.strip(text);
    }

    static boolean isBlank(String text) {
        return strip(text).isEmpty();
    }

    /** How many runs of letters, digits and underscores a text has. */
    static long words(String text) {
        return WORD.matcher(text).results().count();
    }

    /** Whether a text has letters of one case only, at least one; those without case are of no account. */
    static boolean isOnly(String text, boolean capital) {
        boolean any = false;
        for (int c : text.codePoints().toArray()) {
            boolean small = Character.isLowerCase(c);
            boolean large = Character.isUpperCase(c);
            if ((capital ? small : large) || Character.isTitleCase(c)) {
                return false;
            }
            any |= small || large;
        }
        return any;
    }

    /** A pattern of the harness's kind: lines end with a line feed only. What is no pattern stands for itself. */
    static Pattern pattern(String text, String around) {
        int flags = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNIX_LINES;
        try {
            return Pattern.compile(around + text + around, flags);
        } catch (PatternSyntaxException e) {
            return Pattern.compile(around + Pattern.quote(text) + around, flags);
        }
    }

    /** How often a pattern is found, one behind the other. */
    static long count(Pattern pattern, String text) {
        return pattern.matcher(text).results().count();
    }
}
