package org.cria.model.template;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Filters of sequences as a whole. */
final class SequenceFilters {
    private SequenceFilters() {}

    static void addTo(Map<String, Filters.Filter> all) {
        all.put("list", (run, given) -> Value.list(new ArrayList<>(elements(run, given))));
        all.put("first", (run, given) -> {
            List<Value> items = elements(run, given);
            return items.isEmpty()
                    ? new Value.Undefined("there is no first item, the sequence is empty")
                    : items.getFirst();
        });
        all.put("last", (run, given) -> {
            if (given.need(0, "value") instanceof Value.Items(List<Value> _, Value.Kind kind)
                    && kind == Value.Kind.ITERATOR) {
                throw new TemplateException("a value of type generator has no last item");
            }
            List<Value> items = elements(run, given);
            return items.isEmpty()
                    ? new Value.Undefined("there is no last item, the sequence is empty")
                    : items.getLast();
        });
        all.put("reverse", (run, given) -> {
            Value value = given.need(0, "value");
            List<Value> back = PythonMath.reversed(elements(run, given));
            return value instanceof Text ? Texts.join(Text.EMPTY, back, true, run.budget()) : Value.iterator(back);
        });
        all.put("join", SequenceFilters::joined);
        all.put(
                "sort",
                (run, given) -> Value.list(sorted(
                        run,
                        elements(run, given),
                        given.get(3, "attribute", Value.NONE),
                        given.flag(2, "case_sensitive", false),
                        given.flag(1, "reverse", false))));
        all.put("unique", SequenceFilters::unique);
        all.put("min", (run, given) -> extreme(run, given, false));
        all.put("max", (run, given) -> extreme(run, given, true));
        all.put("sum", (run, given) -> {
            Value sum = given.get(2, "start", Value.of(0L));
            for (Value each : elements(run, given)) {
                sum = PythonMath.binary(
                        "+", sum, attribute(each, given.get(1, "attribute", Value.NONE), run), run.budget());
            }
            return sum;
        });
        all.put("batch", SequenceFilters::batches);
        all.put("slice", SequenceFilters::slices);
        all.put("groupby", SequenceFilters::groups);
    }

    static List<Value> elements(Run run, Arguments given) {
        List<Value> all = Kinds.elements(given.need(0, "value"));
        run.budget().steps(all.size());
        return all;
    }

    /** What of an element counts. */
    private static Value attribute(Value element, Value path, Run run) {
        return path instanceof Value.Nothing ? element : Attributes.path(element, path, run.budget());
    }

    /** What sorting compares: by default texts in small letters. */
    static Value sortKey(Value value, boolean exact, Run run) {
        return !exact && value instanceof Text text ? Cases.lower(text, run.budget()) : value;
    }

    private static List<Value> sorted(Run run, List<Value> items, Value attribute, boolean exact, boolean reverse) {
        List<Value> all = new ArrayList<>(items);
        Comparator<Value> order = (a, b) -> compare(a, b, attribute, exact, run);
        all.sort(reverse ? order.reversed() : order);
        return all;
    }

    private static int compare(Value a, Value b, Value attribute, boolean exact, Run run) {
        String paths = attribute instanceof Text text ? text.toString() : "";
        for (String path : paths.split(",", -1)) {
            Value by = paths.isEmpty() ? attribute : Text.of(path.strip());
            int order = PythonMath.order(
                    sortKey(attribute(a, by, run), exact, run),
                    sortKey(attribute(b, by, run), exact, run),
                    "<",
                    run.budget());
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static Value joined(Run run, Arguments given) {
        List<Value> parts = new ArrayList<>();
        for (Value each : elements(run, given)) {
            parts.add(attribute(each, given.get(2, "attribute", Value.NONE), run));
        }
        Text between = PythonText.text(given.get(1, "d", Text.EMPTY), run.budget());
        return Texts.join(between, parts, false, run.budget());
    }

    private static Value unique(Run run, Arguments given) {
        Set<Value> seen = new HashSet<>();
        List<Value> all = new ArrayList<>();
        for (Value each : elements(run, given)) {
            Value key = Kinds.key(attribute(each, given.get(2, "attribute", Value.NONE), run));
            if (seen.add(sortKey(key, given.flag(1, "case_sensitive", false), run))) {
                all.add(each);
            }
        }
        return Value.iterator(all);
    }

    private static Value extreme(Run run, Arguments given, boolean largest) {
        List<Value> all = sorted(
                run,
                elements(run, given),
                given.get(2, "attribute", Value.NONE),
                given.flag(1, "case_sensitive", false),
                largest);
        return all.isEmpty() ? new Value.Undefined("there is no item, the sequence is empty") : all.getFirst();
    }

    private static Value batches(Run run, Arguments given) {
        long size = Math.max(1, given.whole(1, "linecount", 1));
        List<Value> batches = new ArrayList<>();
        List<Value> batch = new ArrayList<>();
        for (Value each : elements(run, given)) {
            if (batch.size() == size) {
                batches.add(Value.list(batch));
                batch = new ArrayList<>();
            }
            batch.add(each);
        }
        if (!batch.isEmpty()) {
            Value fill = given.get(2, "fill_with", Value.NONE);
            run.budget().steps(size);
            while (!(fill instanceof Value.Nothing) && batch.size() < size) {
                batch.add(fill);
            }
            batches.add(Value.list(batch));
        }
        return Value.iterator(batches);
    }

    private static Value slices(Run run, Arguments given) {
        List<Value> items = elements(run, given);
        long count = Math.max(1, given.whole(1, "slices", 1));
        run.budget().steps(count);
        long each = items.size() / count;
        long larger = items.size() % count;
        List<Value> slices = new ArrayList<>();
        int at = 0;
        for (long i = 0; i < count; i++) {
            int end = (int) (at + each + (i < larger ? 1 : 0));
            List<Value> slice = new ArrayList<>(items.subList(at, end));
            Value fill = given.get(2, "fill_with", Value.NONE);
            if (!(fill instanceof Value.Nothing) && i >= larger) {
                slice.add(fill);
            }
            slices.add(Value.list(slice));
            at = end;
        }
        return Value.iterator(slices);
    }

    private static Value groups(Run run, Arguments given) {
        Value attribute = given.need(1, "attribute");
        Value otherwise = given.get(2, "default", Value.NONE);
        boolean exact = given.flag(3, "case_sensitive", false);
        Map<Value, List<Value>> groups = new LinkedHashMap<>();
        for (Value each : sorted(run, elements(run, given), attribute, exact, false)) {
            Value key = attribute(each, attribute, run);
            Value shown = key instanceof Value.Undefined ? otherwise : key;
            groups.computeIfAbsent(sortKey(Kinds.key(shown), exact, run), _ -> new ArrayList<>())
                    .add(each);
        }
        List<Value> all = new ArrayList<>();
        groups.forEach((key, members) ->
                all.add(Value.tuple(exact ? key : attribute(members.getFirst(), attribute, run), Value.list(members))));
        return Value.list(all);
    }
}
