package org.cria.model.template;

import java.util.List;
import java.util.Optional;

/** A loop as its body sees it: {@code loop.index} and the like. */
final class Loop implements Value {
    private final List<Value> items;
    private final int depth;
    /** What {@code loop(items)} does; only where the loop is recursive. */
    private final Optional<Callable> again;

    private int index;
    private Optional<List<Value>> seen = Optional.empty();

    Loop(List<Value> items, int depth, Optional<Callable> again) {
        this.items = items;
        this.depth = depth;
        this.again = again;
    }

    void at(int place) {
        index = place;
    }

    int depth() {
        return depth;
    }

    Optional<Callable> again() {
        return again;
    }

    Value member(String name) {
        return switch (name) {
            case "index" -> Value.of((long) index + 1);
            case "index0" -> Value.of((long) index);
            case "revindex" -> Value.of((long) items.size() - index);
            case "revindex0" -> Value.of((long) items.size() - index - 1);
            case "first" -> Value.of(index == 0);
            case "last" -> Value.of(index == items.size() - 1);
            case "length" -> Value.of((long) items.size());
            case "depth" -> Value.of((long) depth);
            case "depth0" -> Value.of((long) depth - 1);
            case "previtem" -> index > 0 ? items.get(index - 1) : new Undefined("there is no previous item");
            case "nextitem" -> index + 1 < items.size() ? items.get(index + 1) : new Undefined("there is no next item");
            case "cycle" -> new Callable("cycle", (run, arguments) -> cycled(arguments));
            case "changed" ->
                new Callable("changed", (run, arguments) -> {
                    boolean same =
                            seen.isPresent() && PythonMath.sameAll(seen.get(), arguments.positional(), run.budget());
                    seen = Optional.of(arguments.positional());
                    return Value.of(!same);
                });
            default -> new Undefined("'loop' has no attribute '" + name + "'");
        };
    }

    private Value cycled(Arguments arguments) {
        if (arguments.positional().isEmpty()) {
            throw new TemplateException("'cycle' has no arguments, expected at least one");
        }
        return arguments.positional().get(index % arguments.positional().size());
    }

    @Override
    public String toString() {
        return "<LoopContext " + (index + 1) + "/" + items.size() + ">";
    }
}
