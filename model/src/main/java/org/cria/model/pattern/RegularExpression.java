package org.cria.model.pattern;

import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.CriaException;

/**
 * Reads regular expressions in ECMA-262's syntax, as JSON schemas have them, with Unicode characters as units. What looks around
 * or back is refused.
 *
 * @see <a href="https://262.ecma-international.org/#sec-patterns">ECMA-262, Patterns</a>
 */
public final class RegularExpression {
    private static final int MOST_COPIES = 10_000;
    private static final int DEEPEST = 100;
    private static final String SYNTAX = "^$\\.*+?()[]{}|/";

    private final String pattern;
    private final CharacterClasses classes;
    private int at;
    private int depth;

    private RegularExpression(String pattern, Reading reading) {
        this.pattern = pattern;
        this.classes = new CharacterClasses(reading);
    }

    /**
     * The texts that have a match somewhere.
     *
     * @throws CriaException with the place, if the pattern is none, or asks for what automata cannot have
     */
    public static Automaton search(String pattern, Reading reading) {
        return new Matching(new RegularExpression(pattern, reading).whole()).automaton();
    }

    private PatternPart whole() {
        PatternPart whole = choice();
        if (at < pattern.length()) {
            throw error(at, "found ')'", "'(' before it, or \\)");
        }
        return whole;
    }

    private PatternPart choice() {
        List<PatternPart> alternatives = new ArrayList<>();
        alternatives.add(sequence());
        while (skip("|")) {
            alternatives.add(sequence());
        }
        return alternatives.size() == 1 ? alternatives.getFirst() : new PatternPart.Choice(alternatives);
    }

    private PatternPart sequence() {
        List<PatternPart> parts = new ArrayList<>();
        while (at < pattern.length() && !isNext('|') && !isNext(')')) {
            int start = at;
            PatternPart part = part();
            parts.add(repeated(part, start));
        }
        return new PatternPart.Sequence(parts);
    }

    private PatternPart part() {
        int start = at;
        int c = pattern.codePointAt(at);
        at += Character.charCount(c);
        return switch (c) {
            case '^' -> new PatternPart.Begin();
            case '$' -> new PatternPart.End();
            case '.' -> new PatternPart.One(classes.dot());
            case '(' -> group(start);
            case '[' -> new PatternPart.One(brackets(start));
            case '\\' -> new PatternPart.One(escape(start, false));
            case '*', '+', '?', '{', '}', ']' ->
                throw error(start, "found '" + (char) c + "'", "something before it to repeat, or \\" + (char) c);
            default -> new PatternPart.One(CharacterSet.range(c, c));
        };
    }

    private PatternPart group(int start) {
        if (skip("?:")) {
            return groupBody(start);
        }
        if (isNext('?')) {
            if (pattern.startsWith("?<", at) && !pattern.startsWith("?<=", at) && !pattern.startsWith("?<!", at)) {
                int end = pattern.indexOf('>', at);
                if (end > 0) {
                    at = end + 1;
                    return groupBody(start);
                }
            }
            throw error(
                    start,
                    "a group that looks ahead or behind, or changes flags, which is not supported",
                    "(…) or (?:…)");
        }
        return groupBody(start);
    }

    private PatternPart groupBody(int start) {
        if (++depth > DEEPEST) {
            throw error(start, "groups are nested more than " + DEEPEST + " deep", "less");
        }
        PatternPart body = choice();
        depth--;
        if (!skip(")")) {
            throw error(start, "the group has no end", "')'");
        }
        return body;
    }

    private PatternPart repeated(PatternPart part, int start) {
        int least;
        int most;
        if (skip("*")) {
            least = 0;
            most = Integer.MAX_VALUE;
        } else if (skip("+")) {
            least = 1;
            most = Integer.MAX_VALUE;
        } else if (skip("?")) {
            least = 0;
            most = 1;
        } else if (skip("{")) {
            least = count();
            most = !skip(",") ? least : isNext('}') ? Integer.MAX_VALUE : count();
            if (!skip("}") || most < least) {
                throw error(start, "a repetition that is none", "{LEAST}, {LEAST,} or {LEAST,MOST}");
            }
        } else {
            return part;
        }
        skip("?"); // as few as possible: the same texts
        if (part instanceof PatternPart.Begin || part instanceof PatternPart.End) {
            throw error(start, "a place of the text is repeated", "characters");
        }
        return new PatternPart.Repetition(part, least, most);
    }

    private int count() {
        int start = at;
        while (at < pattern.length() && pattern.charAt(at) >= '0' && pattern.charAt(at) <= '9') {
            at++;
        }
        String digits = pattern.substring(start, at);
        if (digits.isEmpty() || digits.length() > 9 || Integer.parseInt(digits) > MOST_COPIES) {
            throw error(start, "'" + digits + "' repetitions", "a whole number, " + MOST_COPIES + " at most");
        }
        return Integer.parseInt(digits);
    }

    private CharacterSet brackets(int start) {
        boolean others = skip("^");
        // What is surely in a class is not surely outside of it.
        CharacterClasses within = others ? classes.opposite() : classes;
        CharacterSet set = CharacterSet.NONE;
        while (!skip("]")) {
            if (at >= pattern.length()) {
                throw error(start, "the characters in brackets have no end", "']'");
            }
            int place = at;
            CharacterSet first = inBrackets(within);
            if (isNext('-') && at + 1 < pattern.length() && pattern.charAt(at + 1) != ']') {
                at++;
                CharacterSet last = inBrackets(within);
                int[] a = first.edges();
                int[] b = last.edges();
                boolean single = a.length == 2 && a[1] == a[0] + 1 && b.length == 2 && b[1] == b[0] + 1;
                if (!single || b[0] < a[0]) {
                    throw error(place, "a range that is none", "two characters, the lesser first");
                }
                set = set.or(CharacterSet.range(a[0], b[0]));
            } else {
                set = set.or(first);
            }
        }
        return others ? set.others() : set;
    }

    private CharacterSet inBrackets(CharacterClasses within) {
        int start = at;
        int c = pattern.codePointAt(at);
        at += Character.charCount(c);
        if (c != '\\') {
            return CharacterSet.range(c, c);
        }
        if (at < pattern.length() && "dDwWsS".indexOf(pattern.charAt(at)) >= 0) {
            return within.named(pattern.charAt(at++));
        }
        return escape(start, true);
    }

    private CharacterSet escape(int start, boolean bracketed) {
        if (at >= pattern.length()) {
            throw error(start, "the pattern ends", "a character behind \\");
        }
        int c = pattern.codePointAt(at);
        at += Character.charCount(c);
        int control = "tnrvf".indexOf(c);
        if (control >= 0) {
            return CharacterSet.of(String.valueOf("\t\n\r\u000B\f".charAt(control)));
        }
        return switch (c) {
            case 'd', 'D', 'w', 'W', 's', 'S' -> classes.named((char) c);
            case 'x' -> character(start, hexadecimal(start, 2));
            case 'u' -> character(start, unicode(start));
            case '0' -> CharacterSet.range(0, 0);
            case '-' -> CharacterSet.of("-");
            default -> {
                boolean syntax = SYNTAX.indexOf(c) >= 0;
                boolean letter = c == '_' || Character.isLetterOrDigit(c) || c > 0x7F;
                if (!syntax && letter) {
                    String found = "\\" + Character.toString(c) + ", which is not supported";
                    throw error(start, found, bracketed ? "characters" : "what stands there itself");
                }
                yield CharacterSet.range(c, c);
            }
        };
    }

    private CharacterSet character(int start, int c) {
        if (!CharacterSet.ALL.has(c)) {
            throw error(start, "half of a character", "a whole one");
        }
        return CharacterSet.range(c, c);
    }

    private int unicode(int start) {
        if (skip("{")) {
            int end = pattern.indexOf('}', at);
            String digits = end < 0 ? "" : pattern.substring(at, end);
            if (!digits.matches("[0-9a-fA-F]{1,6}")) {
                throw error(start, "'\\u{" + digits + "'", "\\u{X} with hexadecimal digits");
            }
            at = end + 1;
            return Integer.parseInt(digits, 16);
        }
        int first = hexadecimal(start, 4);
        if (Character.isHighSurrogate((char) first) && skip("\\u")) {
            return Character.toCodePoint((char) first, (char) hexadecimal(start, 4));
        }
        return first;
    }

    private int hexadecimal(int start, int digits) {
        String number = pattern.substring(at, Math.min(at + digits, pattern.length()));
        if (!number.matches("[0-9a-fA-F]{" + digits + "}")) {
            throw error(start, "'" + number + "' is no character", digits + " hexadecimal digits");
        }
        at += digits;
        return Integer.parseInt(number, 16);
    }

    private boolean isNext(char c) {
        return at < pattern.length() && pattern.charAt(at) == c;
    }

    private boolean skip(String word) {
        boolean next = pattern.startsWith(word, at);
        at += next ? word.length() : 0;
        return next;
    }

    private CriaException error(int index, String found, String expected) {
        return new CriaException("the pattern '" + pattern + "', character " + (pattern.codePointCount(0, index) + 1)
                + ": " + found + ", expected " + expected + ".");
    }
}
