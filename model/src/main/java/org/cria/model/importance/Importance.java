package org.cria.model.importance;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/**
 * How much errors in the columns of tensors matter: the mean squares of what is multiplied with them.
 *
 * @param source the file's name, as the new file's metadata tells it
 * @param dataset what it was gathered from, as far as the file tells
 * @param chunks of text it was gathered from; negative where the file does not tell
 * @param tensors by name: [experts, columns], or [columns]
 */
public record Importance(String source, String dataset, int chunks, Map<String, float[]> tensors) {
    public Importance {
        tensors = Collections.unmodifiableMap(tensors);
    }

    /** [experts, columns] or [columns] of a tensor; empty where nothing is known of it. */
    public Optional<float[]> of(String tensor) {
        return Optional.ofNullable(tensors.get(tensor));
    }
}
