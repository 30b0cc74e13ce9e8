package org.cria.model.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a template can hold: nothing of Java can be reached from here. Texts, lists and dictionaries never change. */
public sealed interface Value
        permits Text,
                Value.Undefined,
                Value.Nothing,
                Value.Bool,
                Value.Whole,
                Value.Real,
                Value.Items,
                Value.Dict,
                Value.Space,
                Value.Callable,
                Value.Interval,
                Loop {
    /** Python's {@code None}. */
    Value NONE = new Nothing();

    Value TRUE = new Bool(true);
    Value FALSE = new Bool(false);

    /**
     * Nothing that is known.
     *
     * @param reason why it is, for whoever uses it as if it were something
     */
    record Undefined(String reason) implements Value {
        /** Undefined values are equal. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Undefined;
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }

    /** The one {@link #NONE}. */
    record Nothing() implements Value {}

    /** One of {@link #TRUE} and {@link #FALSE}. */
    record Bool(boolean value) implements Value {}

    /** A whole number of 64 bits; larger ones are an error. */
    record Whole(long value) implements Value {}

    /** A number with a fraction. */
    record Real(double value) implements Value {}

    /** What kind of sequence it is, where Python makes a difference. */
    enum Kind {
        LIST,
        TUPLE,
        /** {@code dict.items()} and the like: it has a length, but no places. */
        VIEW,
        /** What {@code map} and {@code select} give: it is only gone through. */
        ITERATOR
    }

    /** Values in order. */
    record Items(List<Value> all, Kind kind) implements Value {}

    /** Values by their keys, in the order in which they came. */
    record Dict(Map<Value, Value> entries) implements Value {
        Value get(String key) {
            return entries.getOrDefault(Text.of(key), new Undefined("'dict object' has no attribute '" + key + "'"));
        }
    }

    /** A {@code namespace}, the one thing that changes. */
    record Space(Map<String, Value> members) implements Value {
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /** Bounds of a slice; {@link #NONE} where there is none. */
    record Interval(Value start, Value stop, Value step) implements Value {}

    /** A function, a method with its object, or a macro. */
    record Callable(String name, Body body) implements Value {
        /** What it does. */
        @FunctionalInterface
        interface Body {
            Value call(Run run, Arguments arguments);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    static Value of(boolean value) {
        return value ? TRUE : FALSE;
    }

    static Value of(long value) {
        return new Whole(value);
    }

    static Items list(List<Value> all) {
        return new Items(all, Kind.LIST);
    }

    static Items tuple(Value... all) {
        return new Items(List.of(all), Kind.TUPLE);
    }

    static Items iterator(List<Value> all) {
        return new Items(all, Kind.ITERATOR);
    }

    static Dict dict(Map<Value, Value> entries) {
        return new Dict(entries);
    }

    /** A dictionary of what is given by name; the names are the template's. */
    static Dict named(Map<String, Value> entries) {
        Map<Value, Value> all = new LinkedHashMap<>();
        entries.forEach((name, value) -> all.put(Text.of(name), value));
        return new Dict(all);
    }

    /** The entries of a dictionary as pairs. */
    static List<Value> pairs(Dict dict) {
        List<Value> pairs = new ArrayList<>();
        dict.entries().forEach((key, value) -> pairs.add(tuple(key, value)));
        return pairs;
    }
}
