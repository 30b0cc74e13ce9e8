package org.cria.model.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a function is called with. */
record Arguments(List<Value> positional, Map<String, Value> named) {
    static Arguments of(Value... positional) {
        return new Arguments(List.of(positional), Map.of());
    }

    int count() {
        return positional.size() + named.size();
    }

    /** The one at this place or of this name. */
    Optional<Value> find(int place, String name) {
        return place < positional.size() ? Optional.of(positional.get(place)) : Optional.ofNullable(named.get(name));
    }

    Value get(int place, String name, Value otherwise) {
        return find(place, name).orElse(otherwise);
    }

    Value need(int place, String name) {
        return find(place, name).orElseThrow(() -> new TemplateException("the argument '" + name + "' is missing"));
    }

    Text text(int place, String name) {
        return Kinds.text(need(place, name), name);
    }

    long whole(int place, String name, long otherwise) {
        Optional<Value> found = find(place, name);
        return found.isEmpty() ? otherwise : Kinds.whole(found.get(), name);
    }

    boolean flag(int place, String name, boolean otherwise) {
        return find(place, name).map(Kinds::truth).orElse(otherwise);
    }

    /** Those from this place on. */
    Arguments from(int place) {
        return new Arguments(positional.subList(Math.min(place, positional.size()), positional.size()), named);
    }

    /** The same after another one. */
    Arguments after(Value first) {
        List<Value> all = new ArrayList<>();
        all.add(first);
        all.addAll(positional);
        return new Arguments(all, named);
    }

    /** @throws TemplateException if there are more */
    void atMost(int most, String function) {
        if (count() > most) {
            throw new TemplateException("'" + function + "' has " + count() + " arguments, expected at most " + most);
        }
    }
}
