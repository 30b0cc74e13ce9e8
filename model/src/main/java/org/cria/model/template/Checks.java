package org.cria.model.template;

import java.util.HashMap;
import java.util.Map;

/** Jinja's tests: what follows {@code is}. */
final class Checks {
    /** Whether a test holds; the first argument is what stands before {@code is}. */
    @FunctionalInterface
    private interface Check {
        boolean holds(Run run, Value value, Arguments given);
    }

    private static final Map<String, Check> ALL = new HashMap<>();

    static {
        ALL.put("defined", (run, value, given) -> !(value instanceof Value.Undefined));
        ALL.put("undefined", (run, value, given) -> value instanceof Value.Undefined);
        ALL.put("none", (run, value, given) -> value instanceof Value.Nothing);
        ALL.put("boolean", (run, value, given) -> value instanceof Value.Bool);
        ALL.put("true", (run, value, given) -> value.equals(Value.TRUE));
        ALL.put("false", (run, value, given) -> value.equals(Value.FALSE));
        ALL.put("integer", (run, value, given) -> value instanceof Value.Whole);
        ALL.put("float", (run, value, given) -> value instanceof Value.Real);
        ALL.put("number", (run, value, given) -> Kinds.isNumber(value));
        ALL.put("string", (run, value, given) -> value instanceof Text);
        ALL.put("mapping", (run, value, given) -> value instanceof Value.Dict);
        ALL.put("iterable", (run, value, given) -> Kinds.isIterable(value));
        ALL.put(
                "sequence",
                (run, value, given) -> value instanceof Text
                        || value instanceof Value.Dict
                        || value instanceof Value.Undefined
                        || (value instanceof Value.Items items
                                && (items.kind() == Value.Kind.LIST || items.kind() == Value.Kind.TUPLE)));
        ALL.put("callable", (run, value, given) -> value instanceof Value.Callable);
        ALL.put("sameas", (run, value, given) -> isOne(value, given.need(1, "other")));
        ALL.put("odd", (run, value, given) -> Math.floorMod(Kinds.whole(value, "odd"), 2L) == 1);
        ALL.put("even", (run, value, given) -> Math.floorMod(Kinds.whole(value, "even"), 2L) == 0);
        ALL.put(
                "divisibleby",
                (run, value, given) -> !Kinds.truth(PythonMath.binary("%", value, given.need(1, "num"), run.budget())));
        ALL.put("lower", (run, value, given) -> Cases.isLower(PythonText.text(value, run.budget())));
        ALL.put("upper", (run, value, given) -> Cases.isUpper(PythonText.text(value, run.budget())));
        ALL.put("in", (run, value, given) -> PythonMath.contains(given.need(1, "seq"), value, run.budget()));
        ALL.put(
                "filter",
                (run, value, given) ->
                        Filters.isKnown(Kinds.text(value, "filter").toString()));
        ALL.put("test", (run, value, given) -> isKnown(Kinds.text(value, "test").toString()));
        comparison("==", "eq", "equalto", "==");
        comparison("!=", "ne", "!=");
        comparison("<", "lt", "lessthan", "<");
        comparison("<=", "le", "<=");
        comparison(">", "gt", "greaterthan", ">");
        comparison(">=", "ge", ">=");
    }

    private Checks() {}

    private static void comparison(String operator, String... names) {
        for (String name : names) {
            ALL.put(
                    name,
                    (run, value, given) -> PythonMath.compare(operator, value, given.need(1, "other"), run.budget()));
        }
    }

    @SuppressWarnings("ReferenceEquality") // which is what it is about
    private static boolean isOne(Value value, Value other) {
        boolean contains = value instanceof Value.Items || value instanceof Value.Dict;
        return value == other || (!contains && value.getClass() == other.getClass() && value.equals(other));
    }

    static boolean isKnown(String name) {
        return ALL.containsKey(name);
    }

    static boolean holds(Run run, String name, Arguments given) {
        Check check = ALL.get(name);
        if (check == null) {
            throw new TemplateException("the test '" + name + "' is not known");
        }
        run.budget().step();
        return check.holds(run, given.need(0, "value"), given);
    }
}
