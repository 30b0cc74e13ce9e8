package org.cria.kernels.backend;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.cria.kernels.format.Format;

/** The interpreter's cache: what a backend's cells hold, in double, with the bounds of what they may hold instead. */
final class DoubleCache {
    private final Format keyFormat;
    private final Format valueFormat;
    private final Map<Place, Row> keys = new HashMap<>();
    private final Map<Place, Row> values = new HashMap<>();

    private record Place(int layer, int cell) {}

    /** One cell's keys or values: [columns] each. */
    @SuppressWarnings("ArrayRecordComponent") // work arrays, compared by nobody
    record Row(double[] values, double[] bounds) {}

    DoubleCache(Format keyFormat, Format valueFormat) {
        this.keyFormat = keyFormat;
        this.valueFormat = valueFormat;
    }

    void store(int layer, int cell, Bounded k, Bounded v, int row) {
        keys.put(new Place(layer, cell), CacheRounding.of(keyFormat, k, row));
        values.put(new Place(layer, cell), CacheRounding.of(valueFormat, v, row));
    }

    void copy(int from, int to) {
        for (Map<Place, Row> part : List.of(keys, values)) {
            for (Place place : List.copyOf(part.keySet())) {
                if (place.cell == from) {
                    part.put(new Place(place.layer, to), Objects.requireNonNull(part.get(place)));
                }
            }
        }
    }

    Row keys(int layer, int cell) {
        return Objects.requireNonNull(keys.get(new Place(layer, cell)), "a cell that was never written");
    }

    Row values(int layer, int cell) {
        return Objects.requireNonNull(values.get(new Place(layer, cell)), "a cell that was never written");
    }
}
