package org.cria.model.template;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes apart what stands between two marks: names, literals and operators. */
final class CodeLexer {
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");
    private static final Pattern FLOAT =
            Pattern.compile("[0-9][0-9_]*+((\\.[0-9][0-9_]*+)?[eE][+-]?[0-9][0-9_]*+|\\.[0-9][0-9_]*+)");
    private static final Pattern INTEGER =
            Pattern.compile("0[xX][0-9a-fA-F_]++|0[oO][0-7_]++|0[bB][01_]++|[0-9][0-9_]*+");
    private static final List<String> OPERATORS = List.of(
            "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<",
            "=", ".", ":", "|", ",", ";");

    private final String source;
    private final List<Token> tokens;
    private final Deque<Character> open = new ArrayDeque<>();
    private int at;
    private int line;

    CodeLexer(String source, List<Token> tokens) {
        this.source = source;
        this.tokens = tokens;
    }

    /**
     * Reads up to the end mark and past it; the last token says where that is.
     *
     * @return the sign before the end mark, a space if there is none
     */
    char read(int start, int startLine, String end) {
        at = start;
        line = startLine;
        while (at < source.length()) {
            char c = source.charAt(at);
            if (open.isEmpty()) {
                int sign = (c == '-' || c == '+') ? 1 : 0;
                if (source.startsWith(end, at + sign)) {
                    at += sign + end.length();
                    tokens.add(new Token(Token.Kind.INTEGER, String.valueOf(at), line));
                    return sign == 1 ? c : ' ';
                }
            }
            if (PythonText.isSpace(c)) {
                line += c == '\n' ? 1 : 0;
                at++;
            } else {
                token(c);
            }
        }
        throw new TemplateException("the mark is not closed, expected '" + end + "'", startLine);
    }

    private void token(char c) {
        boolean afterDot = !tokens.isEmpty() && tokens.getLast().is(Token.Kind.OPERATOR, ".");
        if (c == '\'' || c == '"') {
            string();
        } else if (!(!afterDot && take(FLOAT, Token.Kind.FLOAT))
                && !take(INTEGER, Token.Kind.INTEGER)
                && !take(NAME, Token.Kind.NAME)) {
            operator(c);
        }
    }

    private boolean take(Pattern pattern, Token.Kind kind) {
        Matcher matcher = pattern.matcher(source).region(at, source.length());
        if (!matcher.lookingAt()) {
            return false;
        }
        tokens.add(new Token(kind, matcher.group(), line));
        at = matcher.end();
        return true;
    }

    private void string() {
        char quote = source.charAt(at);
        int end = at + 1;
        while (end < source.length() && source.charAt(end) != quote) {
            end += source.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= source.length()) {
            throw new TemplateException("the string is not closed", line);
        }
        String inside = source.substring(at + 1, end);
        tokens.add(new Token(Token.Kind.STRING, Literals.unescaped(inside, line), line));
        line += (int) inside.chars().filter(c -> c == '\n').count();
        at = end + 1;
    }

    private void operator(char c) {
        for (String operator : OPERATORS) {
            if (source.startsWith(operator, at)) {
                balance(c);
                tokens.add(new Token(Token.Kind.OPERATOR, operator, line));
                at += operator.length();
                return;
            }
        }
        throw new TemplateException(
                "'" + source.substring(at, source.offsetByCodePoints(at, 1)) + "' means nothing here", line);
    }

    private void balance(char c) {
        switch (c) {
            case '(' -> open.push(')');
            case '[' -> open.push(']');
            case '{' -> open.push('}');
            case ')', ']', '}' -> {
                if (open.isEmpty() || open.pop() != c) {
                    throw new TemplateException("'" + c + "' closes nothing", line);
                }
            }
            default -> {
                // Other characters open and close nothing.
            }
        }
    }
}
