package org.cria.kernels.backend.tornado.memory;

import org.cria.kernels.backend.Settings;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.ShortArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** The keys and values of one layer's cache in every layer of a segment: [layers, cells, columns]. */
public final class CacheArrays {
    private final int layers;
    private final int columns;
    private final TornadoNativeArray keys;
    private final TornadoNativeArray values;
    private final StandIns standIns;

    /**
     * Arrays for where a kernel's parameter must be something and nothing is there.
     *
     * <p>Two of each: TornadoVM never finishes scheduling a task that gets one array twice and writes it.
     */
    record StandIns(
            FloatArray floatKeys,
            FloatArray floatValues,
            ShortArray shortKeys,
            ShortArray shortValues,
            FloatArray newKeys,
            FloatArray newValues,
            FloatArray angles) {
        StandIns() {
            this(
                    new FloatArray(1),
                    new FloatArray(1),
                    new ShortArray(1),
                    new ShortArray(1),
                    new FloatArray(1),
                    new FloatArray(1),
                    new FloatArray(1));
        }

        boolean contain(Object array) {
            return array == floatKeys
                    || array == floatValues
                    || array == shortKeys
                    || array == shortValues
                    || array == newKeys
                    || array == newValues
                    || array == angles;
        }
    }

    /** @param columns of a cell in a layer */
    CacheArrays(int layers, int cells, int columns, Settings settings, StandIns standIns) {
        this.layers = layers;
        this.columns = columns;
        int size = Math.toIntExact((long) layers * cells * columns);
        this.keys = allocate(settings.keys(), size);
        this.values = allocate(settings.values(), size);
        this.standIns = standIns;
    }

    private static TornadoNativeArray allocate(Format format, int size) {
        return format.equals(Formats.F32) ? new FloatArray(size) : new ShortArray(size);
    }

    public int layers() {
        return layers;
    }

    /** Values of a cell in a layer. */
    public int columns() {
        return columns;
    }

    public TornadoNativeArray keys() {
        return keys;
    }

    public TornadoNativeArray values() {
        return values;
    }

    /** The keys if they are f32, else an array that nobody reads; so are the others. */
    public FloatArray k32() {
        return keys instanceof FloatArray floats ? floats : standIns.floatKeys();
    }

    public ShortArray k16() {
        return keys instanceof ShortArray shorts ? shorts : standIns.shortKeys();
    }

    public FloatArray v32() {
        return values instanceof FloatArray floats ? floats : standIns.floatValues();
    }

    public ShortArray v16() {
        return values instanceof ShortArray shorts ? shorts : standIns.shortValues();
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
