package org.cria.model.bench;

import java.util.List;
import java.util.OptionalLong;

/**
 * How long somebody waited, each time.
 *
 * @param nanos in any order; they are kept sorted
 */
public record Latencies(List<Long> nanos) {
    public Latencies {
        nanos = nanos.stream().sorted().toList();
    }

    /**
     * What so many of a hundred waited at most, between two neighbours by proportion, as NumPy's percentiles are by default.
     *
     * @param percent 0 to 100
     * @return empty where nobody waited
     */
    public OptionalLong percentile(int percent) {
        if (nanos.isEmpty()) {
            return OptionalLong.empty();
        }
        double place = percent / 100.0 * (nanos.size() - 1);
        int below = (int) place;
        long low = nanos.get(below);
        long high = nanos.get(Math.min(below + 1, nanos.size() - 1));
        return OptionalLong.of(low + Math.round((place - below) * (high - low)));
    }
}
