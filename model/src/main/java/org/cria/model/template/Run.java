package org.cria.model.template;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One run of a template: gives expressions their values. For one thread. */
final class Run {
    private final Budget budget = new Budget();
    private final LocalDateTime now;
    private final Statements statements = new Statements(this);

    Run(LocalDateTime now) {
        this.now = now;
    }

    Budget budget() {
        return budget;
    }

    LocalDateTime now() {
        return now;
    }

    /** What the statements write. */
    Text written(List<Statement> all, Variables scope) {
        TextBuilder out = new TextBuilder();
        statements.run(all, scope, out);
        return out.text();
    }

    Value value(Expression expression, Variables scope) {
        budget.open();
        Value value = switch (expression) {
            case Expression.Constant(Value constant) -> constant;
            case Expression.Name(String name) -> named(name, scope);
            case Expression.Listing(List<Expression> items, Value.Kind kind) ->
                new Value.Items(values(items, scope), kind);
            case Expression.Mapping(List<Expression> entries) -> mapping(entries, scope);
            case Expression.Attribute(Expression object, String name) ->
                Attributes.attribute(value(object, scope), name);
            case Expression.Item(Expression object, Expression index) ->
                Attributes.item(value(object, scope), value(index, scope), budget);
            case Expression.Slice(Expression start, Expression stop, Expression step) ->
                new Value.Interval(value(start, scope), value(stop, scope), value(step, scope));
            case Expression.Call(Expression function, Expression.Given given) ->
                call(value(function, scope), arguments(given, scope));
            case Expression.Filter(Expression input, String name, Expression.Given given) ->
                Filters.apply(this, name, arguments(given, scope).after(value(input, scope)));
            case Expression.Check(Expression input, String name, Expression.Given given) ->
                Value.of(Checks.holds(this, name, arguments(given, scope).after(value(input, scope))));
            case Expression.Sign(boolean minus, Expression operand) -> signed(minus, value(operand, scope));
            case Expression.Not(Expression operand) -> Value.of(!Kinds.truth(value(operand, scope)));
            case Expression.Binary(String operator, Expression left, Expression right) ->
                PythonMath.binary(operator, value(left, scope), value(right, scope), budget);
            case Expression.Comparison comparison -> Value.of(holds(comparison, scope));
            case Expression.Logic(boolean and, Expression left, Expression right) -> {
                Value first = value(left, scope);
                yield Kinds.truth(first) == and ? value(right, scope) : first;
            }
            case Expression.Joined(List<Expression> parts) -> joined(parts, scope);
            case Expression.Choice(Expression condition, Expression then, Expression otherwise) ->
                value(Kinds.truth(value(condition, scope)) ? then : otherwise, scope);
            case Expression.Captured() -> named(Statements.CAPTURED, scope);
        };
        budget.close();
        return value;
    }

    private static Value named(String name, Variables scope) {
        return scope.find(name).orElseGet(() -> new Value.Undefined("'" + name + "' is undefined"));
    }

    private List<Value> values(List<Expression> all, Variables scope) {
        List<Value> values = new ArrayList<>(all.size());
        for (Expression each : all) {
            values.add(value(each, scope));
        }
        return values;
    }

    private Value mapping(List<Expression> entries, Variables scope) {
        Map<Value, Value> all = new LinkedHashMap<>();
        for (int i = 0; i < entries.size(); i += 2) {
            all.put(Kinds.key(value(entries.get(i), scope)), value(entries.get(i + 1), scope));
        }
        return Value.dict(all);
    }

    Arguments arguments(Expression.Given given, Variables scope) {
        Map<String, Value> named = new LinkedHashMap<>();
        given.named().forEach((name, expression) -> named.put(name, value(expression, scope)));
        return new Arguments(values(given.positional(), scope), named);
    }

    /** Calls a function, a method, a macro or a recursive loop. */
    Value call(Value function, Arguments arguments) {
        return switch (Kinds.defined(function)) {
            case Value.Callable callable -> called(callable, arguments);
            case Loop loop when loop.again().isPresent() -> called(loop.again().get(), arguments);
            case Value other ->
                throw new TemplateException("a value of type " + Kinds.name(other) + " cannot be called");
        };
    }

    private Value called(Value.Callable callable, Arguments arguments) {
        budget.enter();
        Value result = callable.body().call(this, arguments);
        budget.leave();
        return result;
    }

    private static Value signed(boolean minus, Value operand) {
        return switch (Kinds.defined(operand)) {
            case Value.Real(double d) -> new Value.Real(minus ? -d : d);
            case Value other -> {
                long n = Kinds.whole(other, minus ? "-" : "+");
                if (minus && n == Long.MIN_VALUE) {
                    throw new TemplateException("'-' gives a number beyond 64 bits");
                }
                yield Value.of(minus ? -n : n);
            }
        };
    }

    private boolean holds(Expression.Comparison comparison, Variables scope) {
        Value left = value(comparison.first(), scope);
        for (int i = 0; i < comparison.operators().size(); i++) {
            Value right = value(comparison.others().get(i), scope);
            if (!PythonMath.compare(comparison.operators().get(i), left, right, budget)) {
                return false;
            }
            left = right;
        }
        return true;
    }

    private Value joined(List<Expression> parts, Variables scope) {
        TextBuilder all = new TextBuilder();
        for (Expression part : parts) {
            Text text = PythonText.text(value(part, scope), budget);
            budget.text(text);
            budget.size((long) all.length() + text.length());
            all.append(text);
        }
        return all.text();
    }
}
