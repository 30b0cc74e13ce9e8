package org.cria.model.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions that every template has: Jinja's own that have a use here, and those that Hugging Face adds. */
final class Globals {
    private Globals() {}

    static void addTo(Variables scope) {
        add(scope, "range", Globals::range);
        add(scope, "namespace", (run, given) -> new Value.Space(named(given)));
        add(scope, "dict", (run, given) -> {
            Map<Value, Value> all = new LinkedHashMap<>();
            if (given.find(0, "").orElse(Value.NONE) instanceof Value.Dict(Map<Value, Value> entries)) {
                all.putAll(entries);
            }
            given.named().forEach((name, value) -> all.put(Text.of(name), value));
            return Value.dict(all);
        });
        add(scope, "raise_exception", (run, given) -> {
            throw new TemplateException("it says '" + PythonText.text(given.need(0, "message"), run.budget()) + "'");
        });
        add(
                scope,
                "strftime_now",
                (run, given) -> Text.of(Strftime.of(given.text(0, "format").toString(), run.now())));
        add(scope, "joiner", (run, given) -> {
            Text separator = PythonText.text(given.get(0, "sep", Text.of(", ")), run.budget());
            boolean[] used = {false};
            return new Value.Callable("joiner", (_, _) -> {
                Text text = used[0] ? separator : Text.EMPTY;
                used[0] = true;
                return text;
            });
        });
    }

    private static void add(Variables scope, String name, Value.Callable.Body body) {
        scope.set(name, new Value.Callable(name, body));
    }

    private static Map<String, Value> named(Arguments given) {
        Map<String, Value> all = new LinkedHashMap<>();
        if (given.find(0, "").orElse(Value.NONE) instanceof Value.Dict(Map<Value, Value> entries)) {
            entries.forEach((key, value) -> all.put(Kinds.text(key, "namespace").toString(), value));
        }
        all.putAll(given.named());
        return all;
    }

    private static Value range(Run run, Arguments given) {
        given.atMost(3, "range");
        boolean one = given.positional().size() < 2;
        long start = one ? 0 : given.whole(0, "start", 0);
        long stop = one ? Kinds.whole(given.need(0, "stop"), "stop") : given.whole(1, "stop", 0);
        long step = given.whole(2, "step", 1);
        if (step == 0) {
            throw new TemplateException("the step of 'range' is 0");
        }
        double count = Math.max(0, Math.ceil(((double) stop - start) / step));
        run.budget().steps((long) Math.min(count, Budget.STEPS + 1.0));
        List<Value> all = new ArrayList<>();
        for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
            all.add(Value.of(i));
        }
        return Value.list(all);
    }
}
