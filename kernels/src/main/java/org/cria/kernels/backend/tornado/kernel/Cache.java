package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * The key-value cache on the device: [layers, cells, columns], in f32, or in fp16 with two neighbouring values in a word of 32 bits, the
 * first one in its lower half. A kernel takes an array of either type, one of which is a stand-in of one element, and a number that
 * says which is used. Whatever changes a value writes its whole word, so that no two work-items write one.
 */
public final class Cache {
    /** The cache is an array of floats. */
    public static final int F32 = 0;
    /** The cache is an array of words of two fp16 numbers. */
    public static final int F16 = 1;

    private Cache() {}

    /** Values of an element of the array. */
    static int perWord(int kind) {
        return kind == F32 ? 1 : 2;
    }

    /** Elements of the array that so many values are, an even number. */
    public static int words(int values, int kind) {
        return kind == F32 ? values : values / 2;
    }

    /** A value by its number, of all in the array. */
    private static float get(FloatArray f32, IntArray words, FloatArray tables, int kind, int at) {
        return kind == F32 ? f32.get(at) : Tables.f16(tables, words.get(at >> 1) >> (16 * (at & 1)));
    }

    /**
     * Writes two neighbours.
     *
     * @param at number of the first one, of all in the array: even
     */
    static void set(FloatArray f32, IntArray words, int kind, int at, float first, float second) {
        if (kind == F32) {
            f32.set(at, first);
            f32.set(at + 1, second);
        } else {
            words.set(at >> 1, (Tables.toF16(first) & 0xFFFF) | (Tables.toF16(second) << 16));
        }
    }

    /** A value as it comes back from the cache. */
    static float rounded(FloatArray tables, int kind, float value) {
        return kind == F32 ? value : Tables.f16(tables, Tables.toF16(value));
    }

    /** A cell of the layer that runs, of all layers' cells. */
    static int cell(IntArray pass, IntArray layer, int cell) {
        return layer.get(0) * pass.get(Pass.CELLS) + cell;
    }

    /**
     * Writes keys and values of every row into its cell, one work-item per two values of each.
     *
     * @param k [tokens, columns]
     * @param v [tokens, columns]
     * @param kinds of keys and, eight bits up, of values
     */
    public static void store(
            KernelContext context,
            IntArray pass,
            IntArray layer,
            FloatArray k,
            FloatArray v,
            FloatArray k32,
            IntArray kWords,
            FloatArray v32,
            IntArray vWords,
            int columns,
            int kinds) {
        int i = 2 * context.globalIdx;
        int row = i / columns;
        if (row < pass.get(Pass.ROWS)) {
            int at = cell(pass, layer, Pass.of(pass, row, Pass.CELL)) * columns + i % columns;
            set(k32, kWords, kinds & 0xFF, at, k.get(i), k.get(i + 1));
            set(v32, vWords, kinds >> 8, at, v.get(i), v.get(i + 1));
        }
    }

    /**
     * Turns queries and keys and stores keys and values: {@link Rope} twice and {@link #store} in one launch. The queries stay
     * where they are, turned; the keys as they were are lost with the values. One work-item per pair of values that turn together, of
     * queries, and per two neighbours, of keys and of values.
     *
     * @param q [tokens, heads · dims] changed
     * @param k [tokens, kvHeads · dims]
     * @param v [tokens, kvHeads · dims]
     * @param rotations [positions, pairs, 2] from number {@code angles} on
     * @param pairs of a head that turn; the others stay
     * @param pairing see {@link Rope#pairing}
     */
    public static void turnAndStore(
            KernelContext context,
            IntArray pass,
            IntArray layer,
            FloatArray q,
            FloatArray k,
            FloatArray v,
            FloatArray rotations,
            FloatArray k32,
            IntArray kWords,
            FloatArray v32,
            IntArray vWords,
            int heads,
            int kvHeads,
            int dims,
            int pairs,
            int pairing,
            int angles,
            int kinds) {
        int half = dims / 2;
        int perRow = (heads + 2 * kvHeads) * half;
        int i = context.globalIdx % perRow;
        int row = context.globalIdx / perRow;
        if (row < pass.get(Pass.ROWS)) {
            int head = i / half;
            int pair = i % half;
            int angle = angles + Pass.of(pass, row, Pass.POSITION) * pairs * 2;
            int columns = kvHeads * dims;
            int cell = cell(pass, layer, Pass.of(pass, row, Pass.CELL)) * columns;
            if (head < heads) {
                if (pair < pairs) {
                    int first = (row * heads + head) * dims + pair * Rope.stride(pairing);
                    int second = first + Rope.reach(pairing);
                    float cos = rotations.get(angle + 2 * pair);
                    float sin = rotations.get(angle + 2 * pair + 1);
                    float a = q.get(first);
                    float b = q.get(second);
                    q.set(first, a * cos - b * sin);
                    q.set(second, a * sin + b * cos);
                }
            } else if (head < heads + kvHeads) {
                int at = (head - heads) * dims;
                int d = 2 * pair;
                float first = Rope.turned(k, row * columns + at, d, rotations, angle, pairs, pairing);
                float second = Rope.turned(k, row * columns + at, d + 1, rotations, angle, pairs, pairing);
                set(k32, kWords, kinds & 0xFF, cell + at + d, first, second);
            } else {
                int at = (head - heads - kvHeads) * dims + 2 * pair;
                float first = v.get(row * columns + at);
                float second = v.get(row * columns + at + 1);
                set(v32, vWords, kinds >> 8, cell + at, first, second);
            }
        }
    }

    /**
     * Turns the keys of some cells in every layer by some positions more, one group per head. They are rounded again to the cache's
     * format. A work-item reads in the cache what it writes there.
     *
     * @param request number of cells, cells of a layer, and the cells
     * @param turn [pairs, 2] cosine and sine
     * @param dims values of a head
     * @param pairs of a head that turn
     * @param pairing see {@link Rope#pairing}
     * @param kind of keys
     * @param items of a group
     */
    public static void turnKeys(
            KernelContext context,
            IntArray request,
            FloatArray turn,
            FloatArray tables,
            FloatArray k32,
            IntArray kWords,
            int layers,
            int columns,
            int dims,
            int pairs,
            int pairing,
            int kind,
            int items) {
        float[] key = context.allocateFloatLocalArray(dims);
        int heads = columns / dims;
        int which = context.groupIdx / (layers * heads);
        int layer = context.groupIdx / heads % layers;
        boolean used = which < request.get(0);
        int cell = layer * request.get(1) + (used ? request.get(2 + which) : 0);
        int at = cell * columns + context.groupIdx % heads * dims;
        if (used) {
            for (int d = 2 * context.localIdx; d < dims; d += 2 * items) {
                key[d] = get(k32, kWords, tables, kind, at + d);
                key[d + 1] = get(k32, kWords, tables, kind, at + d + 1);
            }
        }
        context.localBarrier();
        if (used) {
            for (int d = 2 * context.localIdx; d < dims; d += 2 * items) {
                float first = key[d] * Rope.cos(turn, 0, d, pairs, pairing)
                        + key[Rope.partner(d, pairs, pairing)] * Rope.sin(turn, 0, d, pairs, pairing);
                float second = key[d + 1] * Rope.cos(turn, 0, d + 1, pairs, pairing)
                        + key[Rope.partner(d + 1, pairs, pairing)] * Rope.sin(turn, 0, d + 1, pairs, pairing);
                set(k32, kWords, kind, at + d, first, second);
            }
        }
    }

    /**
     * Copies one cell to another in every layer, one work-item per element of a layer's cell.
     *
     * @param pass in its first record the cell to read as {@link Pass#POSITION} and the cell to write as {@link Pass#CELL}
     */
    public static void copy(
            KernelContext context,
            IntArray pass,
            FloatArray k32,
            IntArray kWords,
            FloatArray v32,
            IntArray vWords,
            int layers,
            int columns,
            int kinds) {
        int i = context.globalIdx;
        int keys = words(columns, kinds & 0xFF);
        if (i < layers * keys) {
            int from = copied(pass, i, keys, Pass.POSITION);
            int to = copied(pass, i, keys, Pass.CELL);
            if ((kinds & 0xFF) == F32) {
                k32.set(to, k32.get(from));
            } else {
                kWords.set(to, kWords.get(from));
            }
        }
        int values = words(columns, kinds >> 8);
        if (i < layers * values) {
            int from = copied(pass, i, values, Pass.POSITION);
            int to = copied(pass, i, values, Pass.CELL);
            if ((kinds >> 8) == F32) {
                v32.set(to, v32.get(from));
            } else {
                vWords.set(to, vWords.get(from));
            }
        }
    }

    private static int copied(IntArray pass, int i, int words, int field) {
        return (i / words * pass.get(Pass.CELLS) + Pass.of(pass, 0, field)) * words + i % words;
    }
}
