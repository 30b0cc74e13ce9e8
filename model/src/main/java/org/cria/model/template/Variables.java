package org.cria.model.template;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Variables by name: what is set here hides what is set around it, and is gone with it. */
final class Variables {
    private final @Nullable Variables around;
    private final Map<String, Value> variables = new HashMap<>();

    Variables(@Nullable Variables around) {
        this.around = around;
    }

    Optional<Value> find(String name) {
        for (Variables scope = this; scope != null; scope = scope.around) {
            Value value = scope.variables.get(name);
            if (value != null) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    void set(String name, Value value) {
        variables.put(name, value);
    }
}
