package org.cria.model.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is inside of a value, by name or by place: nothing but what a template or its data put there, and methods of our own. */
final class Attributes {
    private Attributes() {}

    /** {@code object.name}: a method goes before an entry. */
    static Value attribute(Value object, String name) {
        Optional<Value> found = method(object, name);
        return found.isPresent() ? found.get() : entry(object, Text.of(name), name);
    }

    /** What the object has by itself: no entries of a dictionary. */
    static Value own(Value object, String name) {
        return object instanceof Value.Dict
                ? method(object, name).orElseGet(() -> missing(object, name))
                : attribute(object, name);
    }

    /** {@code object[index]}: an entry goes before a method. */
    static Value item(Value object, Value index, Budget budget) {
        if (index instanceof Value.Interval interval) {
            return Slices.of(Kinds.defined(object), interval, budget);
        }
        if (object instanceof Text text) {
            budget.text(text);
        }
        Value found = entry(object, index, PythonText.text(index, budget).toString());
        return found instanceof Value.Undefined && index instanceof Text name
                ? method(object, name.toString()).orElse(found)
                : found;
    }

    private static Value entry(Value object, Value key, String name) {
        return switch (Kinds.defined(object)) {
            case Value.Dict(Map<Value, Value> entries) -> {
                Value found = entries.get(Kinds.key(key));
                yield found == null ? missing(object, name) : found;
            }
            case Value.Items(List<Value> all, Value.Kind kind)
            when Kinds.isWhole(key) ->
                kind == Value.Kind.LIST || kind == Value.Kind.TUPLE
                        ? place(all, Kinds.whole(key, "index")).orElseGet(() -> missing(object, name))
                        : missing(object, name);
            case Text text
            when Kinds.isWhole(key) -> {
                long length = text.codePoints();
                long at = Kinds.whole(key, "index");
                long from = at < 0 ? at + length : at;
                yield from < 0 || from >= length
                        ? missing(object, name)
                        : text.sub(text.offset((int) from), text.offset((int) from + 1));
            }
            case Value.Space(Map<String, Value> members) -> {
                Value found = key instanceof Text text ? members.get(text.toString()) : null;
                yield found == null ? missing(object, name) : found;
            }
            case Loop loop -> loop.member(name);
            case Value.Callable(String called, Value.Callable.Body _) ->
                name.equals("name") ? Text.of(called) : missing(object, name);
            case Text _,
                    Value.Items _,
                    Value.Undefined _,
                    Value.Nothing _,
                    Value.Bool _,
                    Value.Whole _,
                    Value.Real _,
                    Value.Interval _ -> missing(object, name);
        };
    }

    private static Value missing(Value object, String name) {
        String type = object instanceof Value.Nothing ? "None" : Kinds.name(object) + " object";
        return new Value.Undefined("'" + type + "' has no attribute '" + name + "'");
    }

    /** The element at a place, which counts from the end where it is negative. */
    static Optional<Value> place(List<Value> all, long at) {
        long from = at < 0 ? at + all.size() : at;
        return from < 0 || from >= all.size() ? Optional.empty() : Optional.of(all.get((int) from));
    }

    /** A part of a part, by names and places with dots between them, as filters take it. */
    static Value path(Value object, Value path, Budget budget) {
        if (Kinds.isWhole(path)) {
            return item(object, path, budget);
        }
        Value part = object;
        for (String name : Kinds.text(path, "attribute").toString().split("\\.", -1)) {
            boolean place =
                    !name.isEmpty() && name.length() < 10 && name.chars().allMatch(c -> c >= '0' && c <= '9');
            part = item(part, place ? Value.of(Long.parseLong(name)) : Text.of(name), budget);
        }
        return part;
    }

    private static Optional<Value> method(Value object, String name) {
        return switch (object) {
            case Text text -> TextMethods.find(text, name);
            case Value.Dict dict -> dictionary(dict, name);
            case Value.Items items
            when items.kind() == Value.Kind.LIST || items.kind() == Value.Kind.TUPLE -> list(items, name);
            case Value.Items _,
                    Value.Undefined _,
                    Value.Nothing _,
                    Value.Bool _,
                    Value.Whole _,
                    Value.Real _,
                    Value.Space _,
                    Value.Callable _,
                    Value.Interval _,
                    Loop _ -> Optional.empty();
        };
    }

    private static Optional<Value> dictionary(Value.Dict dict, String name) {
        Value.Callable.Body body = switch (name) {
            case "items" -> (run, arguments) -> new Value.Items(counted(run, Value.pairs(dict)), Value.Kind.VIEW);
            case "keys" ->
                (run, arguments) -> new Value.Items(
                        counted(run, new ArrayList<>(dict.entries().keySet())), Value.Kind.VIEW);
            case "values" ->
                (run, arguments) -> new Value.Items(
                        counted(run, new ArrayList<>(dict.entries().values())), Value.Kind.VIEW);
            case "get" ->
                (run, arguments) -> {
                    Value found = dict.entries().get(Kinds.key(arguments.need(0, "key")));
                    return found == null ? arguments.get(1, "default", Value.NONE) : found;
                };
            case "copy" -> (run, arguments) -> dict;
            case "pop", "popitem", "clear", "update", "setdefault" -> unsafe("dict", name);
            default -> null;
        };
        return Optional.ofNullable(body).map(it -> new Value.Callable(name, it));
    }

    private static List<Value> counted(Run run, List<Value> all) {
        run.budget().steps(all.size());
        return all;
    }

    private static Optional<Value> list(Value.Items items, String name) {
        Value.Callable.Body body = switch (name) {
            case "index" ->
                (run, arguments) -> {
                    for (int i = 0; i < items.all().size(); i++) {
                        if (PythonMath.same(items.all().get(i), arguments.need(0, "value"), run.budget())) {
                            return Value.of((long) i);
                        }
                    }
                    throw new TemplateException("the value is not in the list");
                };
            case "count" ->
                (run, arguments) -> {
                    long count = 0;
                    for (Value each : items.all()) {
                        count += PythonMath.same(each, arguments.need(0, "value"), run.budget()) ? 1 : 0;
                    }
                    return Value.of(count);
                };
            case "copy" -> (run, arguments) -> items;
            case "append", "extend", "insert", "pop", "remove", "clear", "sort", "reverse" -> unsafe("list", name);
            default -> null;
        };
        return Optional.ofNullable(body).map(it -> new Value.Callable(name, it));
    }

    /** What Hugging Face's sandbox refuses too. */
    private static Value.Callable.Body unsafe(String type, String name) {
        return (run, arguments) -> {
            throw new TemplateException("'" + name + "' would change a " + type + ", which templates cannot");
        };
    }
}
