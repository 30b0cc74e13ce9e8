package org.cria.model.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** PythonMath and comparison as Python does them. */
final class PythonMath {
    private PythonMath() {}

    /** {@code left operator right} for one of {@code + - * / // % **}. */
    static Value binary(String operator, Value left, Value right, Budget budget) {
        Value a = Kinds.defined(left);
        Value b = Kinds.defined(right);
        if (Kinds.isNumber(a) && Kinds.isNumber(b)) {
            try {
                return Kinds.isWhole(a) && Kinds.isWhole(b)
                        ? whole(operator, Kinds.whole(a, "left"), Kinds.whole(b, "right"))
                        : new Value.Real(real(operator, Kinds.real(a, "left"), Kinds.real(b, "right")));
            } catch (ArithmeticException e) {
                throw new TemplateException("'" + operator + "' gives a number beyond 64 bits");
            }
        }
        if (operator.equals("+")) {
            return sum(a, b, budget);
        }
        if (operator.equals("%") && a instanceof Text format) {
            return TextFormats.percent(format, b, budget);
        }
        if (operator.equals("*") && Kinds.isWhole(b)) {
            return repeated(a, Kinds.whole(b, "right"), budget);
        }
        if (operator.equals("*") && Kinds.isWhole(a)) {
            return repeated(b, Kinds.whole(a, "left"), budget);
        }
        throw unfit(operator, a, b);
    }

    private static TemplateException unfit(String operator, Value a, Value b) {
        return new TemplateException(
                "'" + operator + "' does not work between " + Kinds.name(a) + " and " + Kinds.name(b));
    }

    private static Value sum(Value a, Value b, Budget budget) {
        if (a instanceof Text left && b instanceof Text right) {
            budget.text(left);
            budget.text(right);
            budget.size((long) left.length() + right.length());
            return left.plus(right);
        }
        if (a instanceof Value.Items(List<Value> left, Value.Kind kind)
                && b instanceof Value.Items(List<Value> right, Value.Kind other)
                && kind == other
                && (kind == Value.Kind.LIST || kind == Value.Kind.TUPLE)) {
            budget.steps(left.size() + right.size());
            List<Value> both = new ArrayList<>(left);
            both.addAll(right);
            return new Value.Items(both, kind);
        }
        throw unfit("+", a, b);
    }

    private static Value repeated(Value value, long times, Budget budget) {
        long count = Math.max(0, Math.min(times, Integer.MAX_VALUE));
        if (value instanceof Text text) {
            budget.chars(text.length() * count);
            budget.steps((text.runCount() - 1) * count);
            TextBuilder all = new TextBuilder();
            for (long i = 0; i < count && !text.isEmpty(); i++) {
                all.append(text);
            }
            return all.text();
        }
        if (value instanceof Value.Items(List<Value> items, Value.Kind kind)
                && (kind == Value.Kind.LIST || kind == Value.Kind.TUPLE)) {
            budget.steps(items.size() * count);
            List<Value> all = new ArrayList<>();
            for (long i = 0; i < count && !items.isEmpty(); i++) {
                all.addAll(items);
            }
            return new Value.Items(all, kind);
        }
        throw unfit("*", value, Value.of(times));
    }

    private static Value whole(String operator, long a, long b) {
        if (b == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
            throw new TemplateException("a division by zero");
        }
        return switch (operator) {
            case "+" -> Value.of(Math.addExact(a, b));
            case "-" -> Value.of(Math.subtractExact(a, b));
            case "*" -> Value.of(Math.multiplyExact(a, b));
            case "/" -> new Value.Real((double) a / (double) b);
            case "//" -> Value.of(Math.floorDivExact(a, b));
            case "%" -> Value.of(Math.floorMod(a, b));
            case "**" -> b < 0 ? new Value.Real(Math.pow((double) a, (double) b)) : Value.of(power(a, b));
            default -> throw new IllegalArgumentException(operator);
        };
    }

    private static long power(long base, long exponent) {
        long result = 1;
        for (long i = 0; i < exponent && (i < 64 || Math.abs(base) > 1); i++) {
            result = Math.multiplyExact(result, base);
        }
        return base == -1 && exponent > 64 ? (exponent % 2 == 0 ? 1 : -1) : result;
    }

    private static double real(String operator, double a, double b) {
        if (b == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
            throw new TemplateException("a division by zero");
        }
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            case "//" -> Math.floor(a / b);
            case "%" -> a - b * Math.floor(a / b);
            case "**" -> Math.pow(a, b);
            default -> throw new IllegalArgumentException(operator);
        };
    }

    /** {@code a operator b} for a comparison, {@code in} and {@code not in}. */
    static boolean compare(String operator, Value a, Value b, Budget budget) {
        return switch (operator) {
            case "==" -> same(a, b, budget);
            case "!=" -> !same(a, b, budget);
            case "in" -> contains(b, a, budget);
            case "not in" -> !contains(b, a, budget);
            case "<" -> order(a, b, operator, budget) < 0;
            case "<=" -> order(a, b, operator, budget) <= 0;
            case ">" -> order(a, b, operator, budget) > 0;
            case ">=" -> order(a, b, operator, budget) >= 0;
            default -> throw new IllegalArgumentException(operator);
        };
    }

    /** {@code a == b}. */
    static boolean same(Value a, Value b, Budget budget) {
        budget.open();
        try {
            if (Kinds.isNumber(a) && Kinds.isNumber(b)) {
                boolean whole = Kinds.isWhole(a) && Kinds.isWhole(b);
                return whole ? Kinds.whole(a, "a") == Kinds.whole(b, "b") : Kinds.real(a, "a") == Kinds.real(b, "b");
            }
            if (a instanceof Value.Items(List<Value> left, Value.Kind kind)
                    && b instanceof Value.Items(List<Value> right, Value.Kind other)) {
                return kind == other && sameAll(left, right, budget);
            }
            if (a instanceof Value.Dict(Map<Value, Value> left) && b instanceof Value.Dict(Map<Value, Value> right)) {
                return left.keySet().equals(right.keySet())
                        && left.entrySet().stream()
                                .allMatch(each ->
                                        same(each.getValue(), right.getOrDefault(each.getKey(), Value.NONE), budget));
            }
            if (a instanceof Text text && b instanceof Text other && text.length() == other.length()) {
                budget.text(text);
            }
            return a.equals(b);
        } finally {
            budget.close();
        }
    }

    /** Whether all elements are the same. */
    static boolean sameAll(List<Value> left, List<Value> right, Budget budget) {
        if (left.size() != right.size()) {
            return false;
        }
        Iterator<Value> others = right.iterator();
        for (Value each : left) {
            if (!same(each, others.next(), budget)) {
                return false;
            }
        }
        return true;
    }

    /** {@code element in all}. */
    static boolean contains(Value all, Value element, Budget budget) {
        if (all instanceof Text text) {
            budget.text(text);
            return text.toString().contains(Kinds.text(element, "in").toString());
        }
        if (all instanceof Value.Dict(Map<Value, Value> entries)) {
            return entries.containsKey(Kinds.key(element));
        }
        for (Value each : Kinds.elements(all)) {
            if (same(each, element, budget)) {
                return true;
            }
        }
        return false;
    }

    /** Negative, zero or positive. */
    static int order(Value a, Value b, String operator, Budget budget) {
        budget.open();
        try {
            return ordered(a, b, operator, budget);
        } finally {
            budget.close();
        }
    }

    private static int ordered(Value a, Value b, String operator, Budget budget) {
        Value left = Kinds.defined(a);
        Value right = Kinds.defined(b);
        if (Kinds.isNumber(left) && Kinds.isNumber(right)) {
            return Kinds.isWhole(left) && Kinds.isWhole(right)
                    ? Long.compare(Kinds.whole(left, "a"), Kinds.whole(right, "b"))
                    : Double.compare(Kinds.real(left, "a"), Kinds.real(right, "b"));
        }
        if (left instanceof Text one && right instanceof Text other) {
            budget.chars(Math.min(one.length(), other.length()));
            return codePoints(one.toString(), other.toString());
        }
        if (left instanceof Value.Items one && right instanceof Value.Items other && one.kind() == other.kind()) {
            Iterator<Value> others = other.all().iterator();
            for (Value each : one.all()) {
                if (!others.hasNext()) {
                    return 1;
                }
                int order = order(each, others.next(), operator, budget);
                if (order != 0) {
                    return order;
                }
            }
            return others.hasNext() ? -1 : 0;
        }
        throw unfit(operator, left, right);
    }

    private static int codePoints(String a, String b) {
        for (int i = 0; i < Math.min(a.length(), b.length()); i++) {
            if (a.charAt(i) != b.charAt(i)) {
                return Integer.compare(a.codePointAt(i), b.codePointAt(i));
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** A list in the other order. */
    static List<Value> reversed(List<Value> all) {
        List<Value> copy = new ArrayList<>(all);
        Collections.reverse(copy);
        return copy;
    }
}
