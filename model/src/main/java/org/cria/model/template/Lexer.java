package org.cria.model.template;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes a template apart, with Jinja's {@code trim_blocks} and {@code lstrip_blocks} on, as Hugging Face runs chat templates: a line
 * break after a block goes, and so do spaces before one that begins a line.
 *
 * @see <a href="https://jinja.palletsprojects.com/en/stable/templates/#whitespace-control">whitespace control</a>
 */
final class Lexer {
    private static final Pattern RAW = Pattern.compile("\\{%[-+]?\\s*raw\\s*(-?)%\\}");
    private static final Pattern RAW_END = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*([-+]?)%\\}");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    /** Whether what comes next begins a line. */
    private boolean lineStart = true;

    private Lexer(String source) {
        this.source = source;
    }

    /**
     * All tokens, an end last.
     *
     * @throws TemplateException if a mark or a string is not closed
     */
    static List<Token> tokens(String source) {
        String lines = source.replace("\r\n", "\n").replace('\r', '\n');
        Lexer lexer = new Lexer(lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        while (at < source.length()) {
            int mark = nextMark();
            if (mark < 0) {
                data(source.substring(at));
                at = source.length();
                break;
            }
            char kind = source.charAt(mark + 1);
            char sign = mark + 2 < source.length() ? source.charAt(mark + 2) : ' ';
            String text = before(source.substring(at, mark), kind, sign);
            int lines = count(source, at, mark);
            data(text);
            line += lines - count(text, 0, text.length());
            at = mark;
            switch (kind) {
                case '#' -> comment();
                case '%' -> block(sign);
                default -> print(sign);
            }
        }
        tokens.add(new Token(Token.Kind.END, "", line));
    }

    /** Where the next mark begins: two braces, or one with a percent sign or a hash. */
    private int nextMark() {
        for (int i = source.indexOf('{', at); i >= 0 && i + 1 < source.length(); i = source.indexOf('{', i + 1)) {
            char next = source.charAt(i + 1);
            if (next == '{' || next == '%' || next == '#') {
                return i;
            }
        }
        return -1;
    }

    /** Text before a mark, without the white space that the mark takes away. */
    private String before(String text, char kind, char sign) {
        if (sign == '-') {
            return PythonText.stripEnd(text);
        }
        if (sign != '+' && kind != '{') {
            int start = text.lastIndexOf('\n') + 1;
            if ((start > 0 || lineStart) && PythonText.isBlank(text, start)) {
                return text.substring(0, start);
            }
        }
        return text;
    }

    private void data(String text) {
        if (!text.isEmpty()) {
            tokens.add(new Token(Token.Kind.DATA, text, line));
            line += count(text, 0, text.length());
        }
    }

    private void comment() {
        int end = source.indexOf("#}", at + 2);
        if (end < 0) {
            throw new TemplateException("the comment is not closed, expected '#}'", line);
        }
        char sign = end > at + 2 ? source.charAt(end - 1) : ' ';
        line += count(source, at, end);
        at = end + 2;
        after(sign, true);
    }

    private void block(char sign) {
        Matcher raw = RAW.matcher(source).region(at, source.length());
        if (raw.lookingAt()) {
            raw(raw);
            return;
        }
        tokens.add(new Token(Token.Kind.BLOCK_BEGIN, "{%", line));
        at += sign == '-' || sign == '+' ? 3 : 2;
        char closing = new CodeLexer(source, tokens).read(at, line, "%}");
        finish(closing, Token.Kind.BLOCK_END, true);
    }

    private void print(char sign) {
        tokens.add(new Token(Token.Kind.PRINT_BEGIN, "{{", line));
        at += sign == '-' || sign == '+' ? 3 : 2;
        char closing = new CodeLexer(source, tokens).read(at, line, "}}");
        finish(closing, Token.Kind.PRINT_END, false);
    }

    /** The code lexer left the place and the line of the end in the last token. */
    private void finish(char sign, Token.Kind kind, boolean trims) {
        Token end = tokens.removeLast();
        line = end.line();
        at = Integer.parseInt(end.text());
        tokens.add(new Token(kind, "", line));
        after(sign, trims);
    }

    /** Takes white space after a mark away, as its sign says. */
    private void after(char sign, boolean trims) {
        int start = at;
        if (sign == '-') {
            while (at < source.length() && PythonText.isSpace(source.charAt(at))) {
                at++;
            }
        } else if (trims && sign != '+' && at < source.length() && source.charAt(at) == '\n') {
            at++;
        }
        line += count(source, start, at);
        lineStart = at > start && source.charAt(at - 1) == '\n';
    }

    private void raw(Matcher begin) {
        line += count(source, at, begin.end());
        at = begin.end();
        after(begin.group(1).isEmpty() ? '+' : '-', false);
        Matcher end = RAW_END.matcher(source);
        if (!end.find(at)) {
            throw new TemplateException("the block 'raw' is not closed, expected '{% endraw %}'", line);
        }
        String text = source.substring(at, end.start());
        char sign = end.group(1).isEmpty() ? ' ' : end.group(1).charAt(0);
        int lines = count(source, at, end.end());
        String kept = before(text, '%', sign);
        data(kept);
        line += lines - count(kept, 0, kept.length());
        at = end.end();
        after(end.group(2).isEmpty() ? ' ' : end.group(2).charAt(0), true);
    }

    private static int count(String text, int start, int end) {
        int lines = 0;
        for (int i = start; i < end; i++) {
            lines += text.charAt(i) == '\n' ? 1 : 0;
        }
        return lines;
    }
}
