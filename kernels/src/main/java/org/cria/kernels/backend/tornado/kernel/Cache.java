package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * The key-value cache on the device: [layers, cells, columns] in an array of floats and one of words of 32 bits, either of which is a
 * stand-in of one element where a kind has none. The kind is a number that kernels know when they are compiled:
 *
 * <ul>
 *   <li>F32: the floats are the values.
 *   <li>F16: a word is two neighbours, the first one in its lower half.
 *   <li>Q8_0: a word is four neighbours in steps, the first one lowest, a float the step of 32 neighbours, a number of fp16. Blocks begin
 *       with a cell, and need not end with a head.
 * </ul>
 *
 * <p>Whatever changes a value writes its whole word, and whoever writes the first word of a block writes its step, so that no two
 * work-items write one element.
 */
public final class Cache {
    public static final int F32 = 0;
    public static final int F16 = 1;
    public static final int Q8_0 = 2;

    private Cache() {}

    /** Values of an element: of the floats in F32, of the words otherwise. */
    static int perElement(int kind) {
        return 1 << kind;
    }

    /** Elements that so many values are, a whole number of them. */
    static int elements(int values, int kind) {
        return values >> kind;
    }

    /** Floats of a cell. */
    public static int floats(int columns, int kind) {
        return kind == F32 ? columns : kind == F16 ? 0 : columns / CachedBlock.VALUES;
    }

    /** Words of a cell. */
    public static int words(int columns, int kind) {
        return kind == F32 ? 0 : elements(columns, kind);
    }

    /** Values that a work-item stores together. */
    public static int stored(int kind) {
        return kind == Q8_0 ? CachedBlock.OF_WORD : 2;
    }

    /** Values that a work-item may read and then change without a look at what others do. */
    static int changed(int kind) {
        return kind == Q8_0 ? CachedBlock.VALUES : 2;
    }

    /** Values that turn, and are rounded, together: whole heads, and whole blocks. */
    public static int together(int dims, int kind) {
        int together = dims;
        while (kind == Q8_0 && together % CachedBlock.VALUES != 0) {
            together += dims;
        }
        return together;
    }

    /** A value by its number, of all in the cache. */
    static float get(FloatArray f32, IntArray words, FloatArray tables, int kind, int at) {
        if (kind == F32) {
            return f32.get(at);
        }
        return kind == F16
                ? Tables.f16(tables, words.get(at >> 1) >> (16 * (at & 1)))
                : CachedBlock.value(words.get(at >> 2), at & 3) * f32.get(at >> 5);
    }

    /**
     * Writes two neighbours, in F32 or F16.
     *
     * @param at number of the first one, of all in the cache: even
     */
    static void set(FloatArray f32, IntArray words, int kind, int at, float first, float second) {
        if (kind == F32) {
            f32.set(at, first);
            f32.set(at + 1, second);
        } else {
            words.set(at >> 1, (Tables.toF16(first) & 0xFFFF) | (Tables.toF16(second) << 16));
        }
    }

    /**
     * Writes four neighbours in Q8_0.
     *
     * @param at number of the first one, of all in the cache
     * @param word see {@link CachedBlock#word}
     * @param scale of their block
     */
    static void setWord(FloatArray scales, IntArray words, int at, int word, float scale) {
        words.set(at >> 2, word);
        if ((at & (CachedBlock.VALUES - 1)) == 0) {
            scales.set(at >> 5, scale);
        }
    }

    /** A value as it comes back from a cache in F32 or F16. */
    static float rounded(FloatArray tables, int kind, float value) {
        return kind == F32 ? value : Tables.f16(tables, Tables.toF16(value));
    }

    /** A cell of the layer that runs, of all layers' cells. */
    static int cell(IntArray pass, IntArray layer, int cell) {
        return layer.get(0) * pass.get(Pass.CELLS) + cell;
    }
}
