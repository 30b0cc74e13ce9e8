package org.cria.kernels.backend;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * A value for each of a backend's figures.
 *
 * @param values in the order in which they are tuned: later ones build on earlier ones
 */
public record Figures(SequencedMap<Figure, Integer> values) {
    public Figures {
        values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
    }

    /** Which there are, in order. */
    public List<Figure> all() {
        return List.copyOf(values.sequencedKeySet());
    }

    /** @throws IllegalArgumentException when the backend has no such figure */
    public int value(Figure figure) {
        Integer value = values.get(figure);
        if (value == null) {
            throw new IllegalArgumentException("no figure '" + figure.text() + "' among " + values.keySet());
        }
        return value;
    }

    /**
     * The same with another value of one figure.
     *
     * @throws IllegalArgumentException when the backend has no such figure
     */
    public Figures with(Figure figure, int value) {
        SequencedMap<Figure, Integer> changed = new LinkedHashMap<>(values);
        if (changed.replace(figure, value) == null) {
            throw new IllegalArgumentException("no figure '" + figure.text() + "' among " + values.keySet());
        }
        return new Figures(changed);
    }

    /** In which these differ from others of the same backend, as {@code lanes 4, items 32}; empty where they do not. */
    public String differences(Figures other) {
        return values.entrySet().stream()
                .filter(entry -> entry.getValue() != other.value(entry.getKey()))
                .map(entry -> entry.getKey().text() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
