package org.cria.model.template;

import java.util.List;
import java.util.Map;

/** Something with a value. */
sealed interface Expression {
    /** A literal. */
    record Constant(Value value) implements Expression {}

    /** A variable. */
    record Name(String name) implements Expression {}

    /** {@code [a, b]} or {@code (a, b)}. */
    record Listing(List<Expression> items, Value.Kind kind) implements Expression {}

    /** {@code {a: b}}, keys and values in turn. */
    record Mapping(List<Expression> entries) implements Expression {}

    /** {@code object.name}. */
    record Attribute(Expression object, String name) implements Expression {}

    /** {@code object[index]}. */
    record Item(Expression object, Expression index) implements Expression {}

    /** {@code start:stop:step} as an index. */
    record Slice(Expression start, Expression stop, Expression step) implements Expression {}

    /** What a call gives: values in order, and by name. */
    record Given(List<Expression> positional, Map<String, Expression> named) {}

    /** {@code function(…)}. */
    record Call(Expression function, Given given) implements Expression {}

    /** {@code input|name(…)}. */
    record Filter(Expression input, String name, Given given) implements Expression {}

    /** {@code input is name(…)}. */
    record Check(Expression input, String name, Given given) implements Expression {}

    /** {@code -x} and {@code +x}. */
    record Sign(boolean minus, Expression operand) implements Expression {}

    /** Not so. */
    record Not(Expression operand) implements Expression {}

    /** PythonMath. */
    record Binary(String operator, Expression left, Expression right) implements Expression {}

    /** {@code a < b <= c}: an operator for each operand but the first. */
    record Comparison(Expression first, List<String> operators, List<Expression> others) implements Expression {}

    /** {@code and}, {@code or}. */
    record Logic(boolean and, Expression left, Expression right) implements Expression {}

    /** {@code a ~ b ~ c}. */
    record Joined(List<Expression> parts) implements Expression {}

    /** {@code then if condition else otherwise}. */
    record Choice(Expression condition, Expression then, Expression otherwise) implements Expression {}

    /** What a filter block has inside. */
    record Captured() implements Expression {}
}
