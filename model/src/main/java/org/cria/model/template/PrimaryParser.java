package org.cria.model.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cria.model.template.Expression.Given;
import org.cria.model.template.Token.Kind;

/** Reads what expressions are made of. */
final class PrimaryParser {
    private static final Expression NOTHING = new Expression.Constant(Value.NONE);

    private final TokenStream in;
    private final ExpressionParser expressions;

    PrimaryParser(TokenStream in, ExpressionParser expressions) {
        this.in = in;
        this.expressions = expressions;
    }

    /** A name, a literal, or what stands in brackets. */
    Expression primary() {
        Token token = in.next();
        return switch (token.kind()) {
            case NAME ->
                switch (token.text()) {
                    case "true", "True" -> new Expression.Constant(Value.TRUE);
                    case "false", "False" -> new Expression.Constant(Value.FALSE);
                    case "none", "None" -> NOTHING;
                    default -> new Expression.Name(token.text());
                };
            case STRING -> {
                StringBuilder text = new StringBuilder(token.text());
                while (in.is(Kind.STRING)) {
                    text.append(in.next().text());
                }
                yield new Expression.Constant(Text.of(text.toString()));
            }
            case INTEGER -> new Expression.Constant(Literals.integer(token.text(), token.line()));
            case FLOAT -> new Expression.Constant(Literals.real(token.text()));
            case OPERATOR ->
                switch (token.text()) {
                    case "(" -> parentheses();
                    case "[" -> new Expression.Listing(items("]"), Value.Kind.LIST);
                    case "{" -> mapping();
                    default -> throw notAValue(token);
                };
            case DATA, BLOCK_BEGIN, BLOCK_END, PRINT_BEGIN, PRINT_END, END -> throw notAValue(token);
        };
    }

    private static TemplateException notAValue(Token token) {
        return new TemplateException("found " + token.found() + ", expected a value", token.line());
    }

    private Expression parentheses() {
        if (in.takeOperator(")")) {
            return new Expression.Listing(List.of(), Value.Kind.TUPLE);
        }
        Expression inside = expressions.values();
        in.expectOperator(")");
        return inside;
    }

    private List<Expression> items(String end) {
        List<Expression> items = new ArrayList<>();
        while (!in.takeOperator(end)) {
            if (!items.isEmpty()) {
                in.expectOperator(",");
                if (in.takeOperator(end)) {
                    break;
                }
            }
            items.add(expressions.value());
        }
        return items;
    }

    private Expression mapping() {
        List<Expression> entries = new ArrayList<>();
        while (!in.takeOperator("}")) {
            if (!entries.isEmpty()) {
                in.expectOperator(",");
                if (in.takeOperator("}")) {
                    break;
                }
            }
            entries.add(expressions.value());
            in.expectOperator(":");
            entries.add(expressions.value());
        }
        return new Expression.Mapping(entries);
    }

    /** What follows a value and belongs to it: members, places and calls. */
    Expression postfix(Expression start) {
        Expression value = start;
        while (true) {
            if (in.takeOperator(".")) {
                Token name = in.next();
                value = switch (name.kind()) {
                    case NAME -> new Expression.Attribute(value, name.text());
                    case INTEGER ->
                        new Expression.Item(value, new Expression.Constant(Literals.integer(name.text(), name.line())));
                    case DATA, BLOCK_BEGIN, BLOCK_END, PRINT_BEGIN, PRINT_END, STRING, FLOAT, OPERATOR, END ->
                        throw new TemplateException(
                                "found " + name.found() + ", expected a name after '.'", name.line());
                };
            } else if (in.takeOperator("[")) {
                value = new Expression.Item(value, index());
                in.expectOperator("]");
            } else if (in.isOperator("(")) {
                value = new Expression.Call(value, given());
            } else {
                return value;
            }
        }
    }

    private Expression index() {
        Expression start = in.isOperator(":") ? NOTHING : expressions.value();
        if (!in.takeOperator(":")) {
            return start;
        }
        Expression stop = in.isOperator(":") || in.isOperator("]") ? NOTHING : expressions.value();
        Expression step = in.takeOperator(":") && !in.isOperator("]") ? expressions.value() : NOTHING;
        return new Expression.Slice(start, stop, step);
    }

    /** What a call gives, with its parentheses. */
    Given given() {
        in.expectOperator("(");
        List<Expression> positional = new ArrayList<>();
        Map<String, Expression> named = new LinkedHashMap<>();
        while (!in.takeOperator(")")) {
            if (!positional.isEmpty() || !named.isEmpty()) {
                in.expectOperator(",");
                if (in.takeOperator(")")) {
                    break;
                }
            }
            if (in.is(Kind.NAME) && in.following().is(Kind.OPERATOR, "=")) {
                String name = in.name();
                in.next();
                named.put(name, expressions.value());
            } else if (named.isEmpty()) {
                positional.add(expressions.value());
            } else {
                throw in.unexpected("an argument with a name, as the one before has");
            }
        }
        return new Given(positional, named);
    }
}
