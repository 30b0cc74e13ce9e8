package org.cria.model.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cria.model.template.Expression.Given;
import org.cria.model.template.Token.Kind;

/** Reads expressions, with Jinja's order of operators: a filter binds tighter than a sign, {@code ~} looser than {@code *}. */
final class ExpressionParser {
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
    private static final Set<String> PRODUCTS = Set.of("*", "/", "//", "%");
    private static final Set<String> AFTER_CHECK = Set.of("else", "or", "and", "is", "in", "not", "if");

    private final TokenStream in;
    private final PrimaryParser primaries;

    ExpressionParser(TokenStream in) {
        this.in = in;
        this.primaries = new PrimaryParser(in, this);
    }

    /** One value. */
    Expression value() {
        in.enter();
        try {
            Expression then = either();
            while (in.takeName("if")) {
                Expression condition = either();
                Expression otherwise = in.takeName("else")
                        ? value()
                        : new Expression.Constant(
                                new Value.Undefined("the condition does not hold, and there is no 'else'"));
                then = new Expression.Choice(condition, then, otherwise);
            }
            return then;
        } finally {
            in.leave();
        }
    }

    /** One value, or a tuple without parentheses. */
    Expression values() {
        return tuple(true);
    }

    /** What a loop goes through: an {@code if} after it belongs to the loop. */
    Expression loopItems() {
        return tuple(false);
    }

    private Expression tuple(boolean conditional) {
        Expression first = conditional ? value() : either();
        if (!in.isOperator(",")) {
            return first;
        }
        List<Expression> items = new ArrayList<>(List.of(first));
        while (in.takeOperator(",") && !endsTuple()) {
            items.add(conditional ? value() : either());
        }
        return new Expression.Listing(items, Value.Kind.TUPLE);
    }

    private boolean endsTuple() {
        return in.is(Kind.PRINT_END) || in.is(Kind.BLOCK_END) || in.isOperator(")");
    }

    private Expression either() {
        Expression left = both();
        while (in.takeName("or")) {
            left = new Expression.Logic(false, left, both());
        }
        return left;
    }

    private Expression both() {
        Expression left = negated();
        while (in.takeName("and")) {
            left = new Expression.Logic(true, left, negated());
        }
        return left;
    }

    private Expression negated() {
        if (!in.takeName("not")) {
            return comparison();
        }
        in.enter();
        try {
            return new Expression.Not(negated());
        } finally {
            in.leave();
        }
    }

    private Expression comparison() {
        Expression first = sum();
        List<String> operators = new ArrayList<>();
        List<Expression> others = new ArrayList<>();
        while (true) {
            if (in.is(Kind.OPERATOR) && COMPARISONS.contains(in.current().text())) {
                operators.add(in.next().text());
            } else if (in.takeName("in")) {
                operators.add("in");
            } else if (in.isName("not") && in.following().is(Kind.NAME, "in")) {
                in.next();
                in.next();
                operators.add("not in");
            } else {
                return operators.isEmpty() ? first : new Expression.Comparison(first, operators, others);
            }
            others.add(sum());
        }
    }

    private Expression sum() {
        Expression left = joined();
        while (in.isOperator("+") || in.isOperator("-")) {
            left = new Expression.Binary(in.next().text(), left, joined());
        }
        return left;
    }

    private Expression joined() {
        Expression first = product();
        if (!in.isOperator("~")) {
            return first;
        }
        List<Expression> parts = new ArrayList<>(List.of(first));
        while (in.takeOperator("~")) {
            parts.add(product());
        }
        return new Expression.Joined(parts);
    }

    private Expression product() {
        Expression left = power();
        while (in.is(Kind.OPERATOR) && PRODUCTS.contains(in.current().text())) {
            left = new Expression.Binary(in.next().text(), left, power());
        }
        return left;
    }

    private Expression power() {
        Expression left = signed(true);
        while (in.takeOperator("**")) {
            left = new Expression.Binary("**", left, signed(true));
        }
        return left;
    }

    private Expression signed(boolean filtered) {
        Expression value;
        if (in.isOperator("-") || in.isOperator("+")) {
            boolean minus = in.next().text().equals("-");
            in.enter();
            value = new Expression.Sign(minus, signed(false));
            in.leave();
        } else {
            value = primaries.primary();
        }
        value = primaries.postfix(value);
        return filtered ? filters(value) : value;
    }

    private Expression filters(Expression start) {
        Expression value = start;
        while (true) {
            if (in.takeOperator("|")) {
                value = filter(value);
            } else if (in.takeName("is")) {
                value = check(value);
            } else if (in.isOperator("(")) {
                value = new Expression.Call(value, primaries.given());
            } else {
                return value;
            }
        }
    }

    /** The filters of a block, the first without a bar before it. */
    Expression blockFilters() {
        return filters(filter(new Expression.Captured()));
    }

    private Expression filter(Expression input) {
        int line = in.line();
        String name = in.name();
        Given given = in.isOperator("(") ? primaries.given() : new Given(List.of(), Map.of());
        if (!Filters.isKnown(name)) {
            throw new TemplateException("the filter '" + name + "' is not known", line);
        }
        return new Expression.Filter(input, name, given);
    }

    private Expression check(Expression input) {
        boolean negated = in.takeName("not");
        int line = in.line();
        String name = in.name();
        if (!Checks.isKnown(name)) {
            throw new TemplateException("the test '" + name + "' is not known", line);
        }
        Given given = new Given(List.of(), Map.of());
        if (in.isOperator("(")) {
            given = primaries.given();
        } else if (beginsArgument()) {
            given = new Given(List.of(primaries.postfix(primaries.primary())), Map.of());
        }
        Expression check = new Expression.Check(input, name, given);
        return negated ? new Expression.Not(check) : check;
    }

    private boolean beginsArgument() {
        return in.is(Kind.STRING)
                || in.is(Kind.INTEGER)
                || in.is(Kind.FLOAT)
                || in.isOperator("[")
                || in.isOperator("{")
                || (in.is(Kind.NAME) && !in.isName(AFTER_CHECK));
    }
}
