package org.cria.model.template;

import java.util.List;
import java.util.Set;
import org.cria.model.template.Token.Kind;

/** Tokens, of which one is current; and how deep the parser is in them. */
final class TokenStream {
    private final List<Token> tokens;
    private int at;
    private int depth;

    TokenStream(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token current() {
        return tokens.get(at);
    }

    Token following() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    int line() {
        return current().line();
    }

    Token next() {
        return at < tokens.size() - 1 ? tokens.get(at++) : tokens.get(at);
    }

    /** Counts what was taken. */
    int place() {
        return at;
    }

    /** Whether a name was among what was taken since. */
    boolean named(int since, String name) {
        return tokens.subList(since, at).stream().anyMatch(token -> token.is(Kind.NAME, name));
    }

    boolean is(Kind kind) {
        return current().kind() == kind;
    }

    boolean isOperator(String spelling) {
        return current().is(Kind.OPERATOR, spelling);
    }

    boolean isName(String spelling) {
        return current().is(Kind.NAME, spelling);
    }

    boolean isName(Set<String> spellings) {
        return is(Kind.NAME) && spellings.contains(current().text());
    }

    /** Takes an operator if it is the current token. */
    boolean takeOperator(String spelling) {
        return take(isOperator(spelling));
    }

    /** Takes a name if it is the current token. */
    boolean takeName(String spelling) {
        return take(isName(spelling));
    }

    private boolean take(boolean is) {
        at += is ? 1 : 0;
        return is;
    }

    Token expect(Kind kind, String expected) {
        if (!is(kind)) {
            throw unexpected(expected);
        }
        return next();
    }

    void expectOperator(String spelling) {
        if (!takeOperator(spelling)) {
            throw unexpected("'" + spelling + "'");
        }
    }

    String name() {
        return expect(Kind.NAME, "a name").text();
    }

    TemplateException unexpected(String expected) {
        return new TemplateException("found " + current().found() + ", expected " + expected, line());
    }

    /** Goes into a part of a part. */
    void enter() {
        if (++depth > Budget.DEPTH) {
            throw new TemplateException(
                    "the template's parts are more than " + Budget.DEPTH
                            + " deep inside of each other, which is the limit",
                    line());
        }
    }

    void leave() {
        depth--;
    }
}
