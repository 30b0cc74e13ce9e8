package org.cria.kernels.backend.tornado.memory;

import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.backend.Settings;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** The keys and values of one layer's cache in every layer of a segment. */
public final class CacheArrays {
    private final int layers;
    private final int columns;
    private final CachedArrays keys;
    private final CachedArrays values;
    private final StandIns standIns;

    /**
     * Arrays for where a kernel's parameter must be something and nothing is there.
     *
     * <p>Two of each: TornadoVM never finishes scheduling a task that gets one array twice and writes it.
     */
    record StandIns(
            FloatArray floatKeys,
            FloatArray floatValues,
            IntArray wordKeys,
            IntArray wordValues,
            FloatArray newKeys,
            FloatArray newValues,
            FloatArray angles) {
        StandIns() {
            this(
                    new FloatArray(1),
                    new FloatArray(1),
                    new IntArray(1),
                    new IntArray(1),
                    new FloatArray(1),
                    new FloatArray(1),
                    new FloatArray(1));
        }

        boolean contain(Object array) {
            return array == floatKeys
                    || array == floatValues
                    || array == wordKeys
                    || array == wordValues
                    || array == newKeys
                    || array == newValues
                    || array == angles;
        }
    }

    /** @param columns of a cell in a layer */
    CacheArrays(int layers, int cells, int columns, Settings settings, StandIns standIns) {
        this.layers = layers;
        this.columns = columns;
        this.keys = new CachedArrays(settings.keys(), layers, cells, columns);
        this.values = new CachedArrays(settings.values(), layers, cells, columns);
        this.standIns = standIns;
    }

    public int layers() {
        return layers;
    }

    /** Values of a cell in a layer. */
    public int columns() {
        return columns;
    }

    public CachedArrays keys() {
        return keys;
    }

    public CachedArrays values() {
        return values;
    }

    /** The arrays of keys and values. */
    public List<Object> all() {
        List<Object> all = new ArrayList<>(keys.all());
        all.addAll(values.all());
        return all;
    }

    /** Keys and values of one of the segment's layers, as the host has them. */
    public SavedCache.LayerCells layer(int number) {
        return new SavedCache.LayerCells(keys.layer(number), values.layer(number));
    }

    /** Keys in f32, or the scales of their blocks; where there are neither an array that nobody reads. So are the others. */
    public FloatArray k32() {
        return keys.floats(standIns.floatKeys());
    }

    public IntArray kWords() {
        return keys.words(standIns.wordKeys());
    }

    public FloatArray v32() {
        return values.floats(standIns.floatValues());
    }

    public IntArray vWords() {
        return values.words(standIns.wordValues());
    }

    /** In the place of keys that are not in the cache yet, where all are. */
    public FloatArray noNewKeys() {
        return standIns.newKeys();
    }

    /** In the place of what turns them. */
    public FloatArray noAngles() {
        return standIns.angles();
    }

    /** The same for values. */
    public FloatArray noNewValues() {
        return standIns.newValues();
    }
}
