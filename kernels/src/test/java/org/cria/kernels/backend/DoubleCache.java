package org.cria.kernels.backend;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.cria.kernels.format.Format;
import org.cria.kernels.program.KvShape;

/** The interpreter's cache: what a backend's cells hold, in double, with the bounds of what they may hold instead. */
final class DoubleCache {
    private final Format keyFormat;
    private final Format valueFormat;
    private final Map<Place, Row> keys = new HashMap<>();
    private final Map<Place, Row> values = new HashMap<>();
    private final Set<Integer> held = new HashSet<>();

    private record Place(int layer, int cell) {}

    /** One cell's keys or values: [columns] each. */
    @SuppressWarnings("ArrayRecordComponent") // work arrays, compared by nobody
    record Row(double[] values, double[] bounds) {}

    DoubleCache(Format keyFormat, Format valueFormat) {
        this.keyFormat = keyFormat;
        this.valueFormat = valueFormat;
    }

    /** Leaves these cells as they are from now on, to the bit, whatever is stored there. */
    void hold(KvShape shape, int[] cells, byte[] bytes) {
        MemorySegment source = MemorySegment.ofArray(bytes);
        long at = 0;
        for (int cell : cells) {
            held.add(cell);
            for (int layer = 0; layer < shape.layers(); layer++) {
                int columns = shape.columns(layer);
                keys.put(new Place(layer, cell), decoded(keyFormat, source, at, columns));
                at += keyFormat.bytes(columns);
                values.put(new Place(layer, cell), decoded(valueFormat, source, at, columns));
                at += valueFormat.bytes(columns);
            }
        }
    }

    private static Row decoded(Format format, MemorySegment source, long at, int columns) {
        float[] row = new float[columns];
        format.decode(source, at, row, 0, columns / format.blockValues());
        double[] exact = new double[columns];
        Arrays.setAll(exact, i -> row[i]);
        return new Row(exact, new double[columns]);
    }

    void store(int layer, int cell, Bounded k, Bounded v, int row) {
        if (held.contains(cell)) {
            return;
        }
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
