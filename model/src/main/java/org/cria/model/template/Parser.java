package org.cria.model.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cria.model.template.Statement.Branch;
import org.cria.model.template.Statement.Member;
import org.cria.model.template.Statement.One;
import org.cria.model.template.Statement.Parameter;
import org.cria.model.template.Statement.Several;
import org.cria.model.template.Statement.Target;
import org.cria.model.template.Token.Kind;

/** Reads a template's statements. */
final class Parser {
    private final TokenStream in;
    private final ExpressionParser expressions;

    private Parser(TokenStream in) {
        this.in = in;
        this.expressions = new ExpressionParser(in);
    }

    /** @throws TemplateException with the line, if it is not a template of the language that is known here */
    static List<Statement> parse(String source) {
        Parser parser = new Parser(new TokenStream(Lexer.tokens(source)));
        List<Statement> all = parser.body(Set.of());
        if (!parser.in.is(Kind.END)) {
            throw new TemplateException("'" + parser.in.following().text() + "' ends nothing", parser.in.line());
        }
        return all;
    }

    /** Up to a block that begins with one of these names, or any end of a block; its mark is current then. */
    private List<Statement> body(Set<String> ends) {
        List<Statement> all = new ArrayList<>();
        while (true) {
            Token token = in.current();
            switch (token.kind()) {
                case DATA ->
                    all.add(new Statement.Data(token.line(), Text.of(in.next().text())));
                case PRINT_BEGIN -> {
                    in.next();
                    all.add(new Statement.Print(token.line(), expressions.values()));
                    in.expect(Kind.PRINT_END, "'}}'");
                }
                case BLOCK_BEGIN -> {
                    String name = in.following().text();
                    if (ends.contains(name) || name.startsWith("end") || name.equals("else") || name.equals("elif")) {
                        return all;
                    }
                    in.next();
                    all.add(block(token.line()));
                }
                case BLOCK_END, PRINT_END, NAME, STRING, INTEGER, FLOAT, OPERATOR, END -> {
                    return all;
                }
            }
        }
    }

    /** The body of a block whose begin is to be closed first, and its end. */
    private List<Statement> rest(String name) {
        in.expect(Kind.BLOCK_END, "'%}'");
        List<Statement> body = nested();
        end(name);
        return body;
    }

    private List<Statement> nested() {
        in.enter();
        try {
            return body(Set.of());
        } finally {
            in.leave();
        }
    }

    private void end(String name) {
        int line = in.line();
        if (!in.is(Kind.BLOCK_BEGIN) || !in.following().is(Kind.NAME, "end" + name)) {
            throw in.is(Kind.END)
                    ? new TemplateException(
                            "the block '" + name + "' is not closed, expected '{% end" + name + " %}'", line)
                    : new TemplateException("found '" + in.following().text() + "', expected 'end" + name + "'", line);
        }
        in.next();
        in.next();
        if (name.equals("macro") && in.is(Kind.NAME)) {
            in.next();
        }
        in.expect(Kind.BLOCK_END, "'%}'");
    }

    private Statement block(int line) {
        String name = in.name();
        return switch (name) {
            case "if" -> conditions(line);
            case "for" -> loop(line);
            case "set" -> set(line);
            case "macro" -> {
                String macro = in.name();
                int start = in.place();
                List<Parameter> parameters = parameters();
                List<Statement> body = rest(name);
                yield new Statement.Macro(line, macro, signature(parameters, start), body);
            }
            case "call" -> {
                int start = in.place();
                List<Parameter> parameters = in.isOperator("(") ? parameters() : List.of();
                Expression call = expressions.value();
                if (!(call instanceof Expression.Call)) {
                    throw new TemplateException("the block 'call' calls nothing, expected 'call macro(…)'", line);
                }
                List<Statement> body = rest(name);
                yield new Statement.CallBlock(line, call, signature(parameters, start), body);
            }
            case "filter" -> {
                Expression filtered = expressions.blockFilters();
                yield new Statement.FilterBlock(line, filtered, rest(name));
            }
            case "with" -> with(line);
            case "generation" -> new Statement.Block(line, rest(name));
            case "break", "continue" -> {
                in.expect(Kind.BLOCK_END, "'%}'");
                yield new Statement.Jump(line, name.equals("break"));
            }
            default ->
                throw new TemplateException(
                        "the block '" + name + "' is not known, expected if, for, set, macro, call, filter, with,"
                                + " generation, break, continue or raw",
                        line);
        };
    }

    private Statement conditions(int line) {
        List<Branch> branches = new ArrayList<>();
        List<Statement> otherwise = List.of();
        branches.add(branch());
        while (in.following().is(Kind.NAME, "elif") && in.is(Kind.BLOCK_BEGIN)) {
            in.next();
            in.next();
            branches.add(branch());
        }
        if (in.following().is(Kind.NAME, "else") && in.is(Kind.BLOCK_BEGIN)) {
            otherwise = otherwise();
        }
        end("if");
        return new Statement.If(line, branches, otherwise);
    }

    private Branch branch() {
        Expression condition = expressions.values();
        in.expect(Kind.BLOCK_END, "'%}'");
        return new Branch(condition, nested());
    }

    private List<Statement> otherwise() {
        in.next();
        in.next();
        in.expect(Kind.BLOCK_END, "'%}'");
        return nested();
    }

    private Statement loop(int line) {
        Target target = targets(false);
        if (!in.takeName("in")) {
            throw in.unexpected("'in'");
        }
        Expression items = expressions.loopItems();
        Optional<Expression> condition = in.takeName("if") ? Optional.of(expressions.value()) : Optional.empty();
        boolean recursive = in.takeName("recursive");
        in.expect(Kind.BLOCK_END, "'%}'");
        List<Statement> body = nested();
        List<Statement> otherwise =
                in.is(Kind.BLOCK_BEGIN) && in.following().is(Kind.NAME, "else") ? otherwise() : List.of();
        end("for");
        return new Statement.For(line, target, items, condition, recursive, body, otherwise);
    }

    private Statement set(int line) {
        Target target = targets(true);
        if (in.takeOperator("=")) {
            Expression value = expressions.values();
            in.expect(Kind.BLOCK_END, "'%}'");
            return new Statement.Set(line, target, value);
        }
        Expression filtered = in.takeOperator("|") ? expressions.blockFilters() : new Expression.Captured();
        return new Statement.SetBlock(line, target, filtered, rest("set"));
    }

    private Statement with(int line) {
        List<Target> targets = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (!in.is(Kind.BLOCK_END)) {
            if (!targets.isEmpty()) {
                in.expectOperator(",");
            }
            targets.add(target(false));
            in.expectOperator("=");
            values.add(expressions.value());
        }
        return new Statement.With(line, targets, values, rest("with"));
    }

    private Target targets(boolean members) {
        List<Target> all = new ArrayList<>(List.of(target(members)));
        boolean several = false;
        while (in.takeOperator(",")) {
            several = true;
            if (in.is(Kind.NAME) || in.isOperator("(")) {
                all.add(target(false));
            }
        }
        return several ? new Several(all) : all.getFirst();
    }

    private Target target(boolean members) {
        if (in.takeOperator("(")) {
            in.enter();
            Target inside = targets(false);
            in.leave();
            in.expectOperator(")");
            return inside;
        }
        String name = in.name();
        return members && in.takeOperator(".") ? new Member(name, in.name()) : new One(name);
    }

    private Statement.Signature signature(List<Parameter> parameters, int start) {
        return new Statement.Signature(parameters, in.named(start, "varargs"), in.named(start, "kwargs"));
    }

    private List<Parameter> parameters() {
        in.expectOperator("(");
        List<Parameter> all = new ArrayList<>();
        while (!in.takeOperator(")")) {
            if (!all.isEmpty()) {
                in.expectOperator(",");
                if (in.takeOperator(")")) {
                    break;
                }
            }
            String name = in.name();
            if (in.takeOperator("=")) {
                all.add(new Parameter(name, Optional.of(expressions.value())));
            } else if (all.isEmpty() || all.getLast().otherwise().isEmpty()) {
                all.add(new Parameter(name, Optional.empty()));
            } else {
                throw in.unexpected("a default for '" + name + "', as the parameter before has one");
            }
        }
        return all;
    }
}
