package org.cria.kernels.backend.tornado.memory;

import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.tornado.kernel.Cache;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** The keys and values of one layer's cache in every layer of a segment: [layers, cells, columns], as {@link Cache} has them. */
public final class CacheArrays {
    private final int layers;
    private final int columns;
    private final int keyWords;
    private final int valueWords;
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
        this.keyWords = Cache.words(columns, kind(settings.keys()));
        this.valueWords = Cache.words(columns, kind(settings.values()));
        this.keys = allocate(settings.keys(), (long) layers * cells * keyWords);
        this.values = allocate(settings.values(), (long) layers * cells * valueWords);
        this.standIns = standIns;
    }

    private static TornadoNativeArray allocate(Format format, long words) {
        int size = Math.toIntExact(words);
        return format.equals(Formats.F32) ? new FloatArray(size) : new IntArray(size);
    }

    /** A format as kernels take it. */
    static int kind(Format format) {
        return format.equals(Formats.F32) ? Cache.F32 : Cache.F16;
    }

    public int layers() {
        return layers;
    }

    /** Values of a cell in a layer. */
    public int columns() {
        return columns;
    }

    /** Elements of a cell's keys in a layer. */
    public int keyWords() {
        return keyWords;
    }

    /** Elements of its values. */
    public int valueWords() {
        return valueWords;
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

    public IntArray kWords() {
        return keys instanceof IntArray words ? words : standIns.wordKeys();
    }

    public FloatArray v32() {
        return values instanceof FloatArray floats ? floats : standIns.floatValues();
    }

    public IntArray vWords() {
        return values instanceof IntArray words ? words : standIns.wordValues();
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
