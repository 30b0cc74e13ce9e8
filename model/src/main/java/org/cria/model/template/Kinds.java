package org.cria.model.template;

import java.util.ArrayList;
import java.util.List;

/** What a value can be taken for. */
final class Kinds {
    private Kinds() {}

    /** What Python calls its type. */
    static String name(Value value) {
        return switch (value) {
            case Text _ -> "str";
            case Value.Undefined _ -> "Undefined";
            case Value.Nothing _ -> "NoneType";
            case Value.Bool _ -> "bool";
            case Value.Whole _ -> "int";
            case Value.Real _ -> "float";
            case Value.Items items ->
                switch (items.kind()) {
                    case LIST -> "list";
                    case TUPLE -> "tuple";
                    case VIEW -> "dict_items";
                    case ITERATOR -> "generator";
                };
            case Value.Dict _ -> "dict";
            case Value.Space _ -> "Namespace";
            case Value.Callable _ -> "function";
            case Value.Interval _ -> "slice";
            case Loop _ -> "LoopContext";
        };
    }

    /** The value, unless it is undefined. */
    static Value defined(Value value) {
        if (value instanceof Value.Undefined(String reason)) {
            throw new TemplateException(reason);
        }
        return value;
    }

    /** Whether a condition holds. */
    static boolean truth(Value value) {
        return switch (value) {
            case Text text -> !text.isEmpty();
            case Value.Undefined _, Value.Nothing _ -> false;
            case Value.Bool(boolean b) -> b;
            case Value.Whole(long n) -> n != 0;
            case Value.Real(double d) -> d != 0;
            case Value.Items(List<Value> all, Value.Kind kind) -> kind == Value.Kind.ITERATOR || !all.isEmpty();
            case Value.Dict dict -> !dict.entries().isEmpty();
            case Value.Space _, Value.Callable _, Value.Interval _, Loop _ -> true;
        };
    }

    static boolean isNumber(Value value) {
        return value instanceof Value.Whole || value instanceof Value.Real || value instanceof Value.Bool;
    }

    /** Whether it counts as a whole number: Python's {@code bool} is one. */
    static boolean isWhole(Value value) {
        return value instanceof Value.Whole || value instanceof Value.Bool;
    }

    static long whole(Value value, String what) {
        return switch (defined(value)) {
            case Value.Whole(long n) -> n;
            case Value.Bool(boolean b) -> b ? 1 : 0;
            case Value other -> throw wrong(other, what, "a whole number");
        };
    }

    static double real(Value value, String what) {
        return defined(value) instanceof Value.Real(double d) ? d : whole(value, what);
    }

    static Text text(Value value, String what) {
        if (defined(value) instanceof Text text) {
            return text;
        }
        throw wrong(value, what, "a string");
    }

    private static TemplateException wrong(Value found, String what, String expected) {
        return new TemplateException("'" + what + "' is of type " + name(found) + ", expected " + expected);
    }

    /** The elements of what can be gone through: an undefined value has none, a dictionary its keys. */
    static List<Value> elements(Value value) {
        return switch (value) {
            case Value.Undefined _ -> List.of();
            case Value.Items items -> items.all();
            case Value.Dict dict -> new ArrayList<>(dict.entries().keySet());
            case Text text -> characters(text);
            case Value.Nothing _,
                    Value.Bool _,
                    Value.Whole _,
                    Value.Real _,
                    Value.Space _,
                    Value.Callable _,
                    Value.Interval _,
                    Loop _ -> throw new TemplateException("a value of type " + name(value) + " cannot be gone through");
        };
    }

    private static List<Value> characters(Text text) {
        if (text.length() > Budget.STEPS) {
            throw new TemplateException(
                    "a text of " + text.length() + " characters is gone through, expected at most " + Budget.STEPS);
        }
        List<Value> all = new ArrayList<>();
        String chars = text.toString();
        for (int i = 0; i < chars.length(); i += Character.charCount(chars.codePointAt(i))) {
            all.add(Text.from(text.originAt(i), Character.toString(chars.codePointAt(i))));
        }
        return all;
    }

    static boolean isIterable(Value value) {
        return value instanceof Value.Items
                || value instanceof Value.Dict
                || value instanceof Text
                || value instanceof Value.Undefined
                || value instanceof Loop;
    }

    /** A value as the key of a dictionary: containers are none, since they could be very deep. */
    static Value key(Value value) {
        if (defined(value) instanceof Value.Items || value instanceof Value.Dict) {
            throw new TemplateException("a value of type " + name(value) + " cannot be the key of a dict");
        }
        return value;
    }

    /** How many elements there are. */
    static long length(Value value, Budget budget) {
        return switch (value) {
            case Text text -> {
                budget.text(text);
                yield text.codePoints();
            }
            case Value.Undefined _ -> 0;
            case Value.Items(List<Value> all, Value.Kind kind) when kind != Value.Kind.ITERATOR -> all.size();
            case Value.Dict dict -> dict.entries().size();
            case Value.Items _,
                    Value.Nothing _,
                    Value.Bool _,
                    Value.Whole _,
                    Value.Real _,
                    Value.Space _,
                    Value.Callable _,
                    Value.Interval _,
                    Loop _ -> throw new TemplateException("a value of type " + name(value) + " has no length");
        };
    }
}
