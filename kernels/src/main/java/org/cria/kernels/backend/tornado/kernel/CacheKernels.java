package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** What changes a {@link Cache}, but for attention, which stores the newest position itself. */
public final class CacheKernels {
    private CacheKernels() {}

    /** Work-items that store the keys, or the values, of a row. */
    public static int perRow(int columns, int kind) {
        return columns / Cache.stored(kind);
    }

    /**
     * Writes keys and values of every row into its cell: first a row's keys, then its values, {@link Cache#stored} of them per work-item.
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
            FloatArray tables,
            FloatArray k32,
            IntArray kWords,
            FloatArray v32,
            IntArray vWords,
            int columns,
            int kinds) {
        int keys = perRow(columns, kinds & 0xFF);
        int perRow = keys + perRow(columns, kinds >> 8);
        int i = context.globalIdx % perRow;
        int row = context.globalIdx / perRow;
        if (row < pass.get(Pass.ROWS)) {
            int cell = Cache.cell(pass, layer, Pass.of(pass, row, Pass.CELL)) * columns;
            if (i < keys) {
                put(k, row * columns, i, tables, k32, kWords, kinds & 0xFF, cell);
            } else {
                put(v, row * columns, i - keys, tables, v32, vWords, kinds >> 8, cell);
            }
        }
    }

    /** Stores the i-th few values of a row as they are. */
    private static void put(
            FloatArray x, int row, int i, FloatArray tables, FloatArray f32, IntArray words, int kind, int cell) {
        int c = i * Cache.stored(kind);
        int from = row + c;
        if (kind == Cache.Q8_0) {
            float largest = CachedBlock.largest(x, from - c % CachedBlock.VALUES);
            int step = CachedBlock.step(tables, largest);
            int word = CachedBlock.word(x, from, CachedBlock.inverse(tables, step));
            Cache.setWord(f32, words, cell + c, word, CachedBlock.scale(tables, step));
        } else {
            Cache.set(f32, words, kind, cell + c, x.get(from), x.get(from + 1));
        }
    }

    /**
     * Turns queries and keys and stores keys and values: {@link Rope} twice and {@link #store} in one launch. The queries stay
     * where they are, turned; the keys as they were are lost with the values. One work-item per pair of values that turn together, of
     * queries, and per few neighbours, of keys and of values.
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
            FloatArray tables,
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
        int columns = kvHeads * dims;
        int keys = perRow(columns, kinds & 0xFF);
        int perRow = heads * half + keys + perRow(columns, kinds >> 8);
        int i = context.globalIdx % perRow;
        int row = context.globalIdx / perRow;
        if (row < pass.get(Pass.ROWS)) {
            int angle = angles + Pass.of(pass, row, Pass.POSITION) * pairs * 2;
            int cell = Cache.cell(pass, layer, Pass.of(pass, row, Pass.CELL)) * columns;
            if (i < heads * half) {
                int pair = i % half;
                if (pair < pairs) {
                    int first = (row * heads + i / half) * dims + pair * Rope.stride(pairing);
                    int second = first + Rope.reach(pairing);
                    float cos = rotations.get(angle + 2 * pair);
                    float sin = rotations.get(angle + 2 * pair + 1);
                    float a = q.get(first);
                    float b = q.get(second);
                    q.set(first, a * cos - b * sin);
                    q.set(second, a * sin + b * cos);
                }
            } else if (i < heads * half + keys) {
                int kind = kinds & 0xFF;
                int c = (i - heads * half) * Cache.stored(kind);
                if (kind == Cache.Q8_0) {
                    int block = c - c % CachedBlock.VALUES;
                    float largest = Rope.largest(pass, k, row * columns, block, dims, rotations, angle, pairs, pairing);
                    int step = CachedBlock.step(tables, largest);
                    float inverse = CachedBlock.inverse(tables, step);
                    int word = Rope.word(k, row * columns, c, dims, rotations, angle, pairs, pairing, inverse);
                    Cache.setWord(k32, kWords, cell + c, word, CachedBlock.scale(tables, step));
                } else {
                    int head = row * columns + c - c % dims;
                    int d = c % dims;
                    float first = Rope.turned(k, head, d, rotations, angle, pairs, pairing);
                    float second = Rope.turned(k, head, d + 1, rotations, angle, pairs, pairing);
                    Cache.set(k32, kWords, kind, cell + c, first, second);
                }
            } else {
                put(v, row * columns, i - heads * half - keys, tables, v32, vWords, kinds >> 8, cell);
            }
        }
    }

    /**
     * Turns the keys of some cells in every layer by some positions more, one group per head, or per few heads with whole blocks. They are
     * rounded again to the cache's format. A work-item reads in the cache what it writes there: of a block all, for a step is of all.
     *
     * @param request number of cells, cells of a layer, and the cells
     * @param turn [pairs, 2] cosine and sine
     * @param dims values of a head
     * @param pairs of a head that turn
     * @param pairing see {@link Rope#pairing}
     * @param kind of keys
     * @param together values of a group, see {@link Cache#together}
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
            int together,
            int items) {
        float[] key = context.allocateFloatLocalArray(together);
        float[] turned = context.allocateFloatLocalArray(together);
        int groups = columns / together;
        int which = context.groupIdx / (layers * groups);
        int layer = context.groupIdx / groups % layers;
        boolean used = which < request.get(0);
        int cell = layer * request.get(1) + (used ? request.get(2 + which) : 0);
        int at = cell * columns + context.groupIdx % groups * together;
        // A length that only the device knows: unrolled this is large.
        int own = Cache.changed(kind) * Math.min(1, request.get(0));
        int first = Cache.changed(kind) * context.localIdx;
        int end = used ? together : 0;
        for (int from = first; from < end; from += Cache.changed(kind) * items) {
            for (int c = from; c < from + own; c++) {
                key[c] = Cache.get(k32, kWords, tables, kind, at + c);
            }
        }
        context.localBarrier();
        for (int from = first; from < end; from += Cache.changed(kind) * items) {
            float largest = 0f;
            for (int c = from; c < from + own; c++) {
                int d = c % dims;
                turned[c] = key[c] * Rope.cos(turn, 0, d, pairs, pairing)
                        + key[c - d + Rope.partner(d, pairs, pairing)] * Rope.sin(turn, 0, d, pairs, pairing);
                largest = Math.max(largest, CachedBlock.size(turned[c]));
            }
            if (kind == Cache.Q8_0) {
                int step = CachedBlock.step(tables, largest);
                float scale = CachedBlock.scale(tables, step);
                float inverse = CachedBlock.inverse(tables, step);
                for (int c = from; c < from + own; c += CachedBlock.OF_WORD) {
                    int word = CachedBlock.word(turned[c], turned[c + 1], turned[c + 2], turned[c + 3], inverse);
                    Cache.setWord(k32, kWords, at + c, word, scale);
                }
            } else {
                Cache.set(k32, kWords, kind, at + from, turned[from], turned[from + 1]);
            }
        }
    }

    /**
     * Copies one cell to another in every layer, one work-item per element of a layer's cell in each array.
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
        copy(pass, k32, i, layers, Cache.floats(columns, kinds & 0xFF));
        copy(pass, kWords, i, layers, Cache.words(columns, kinds & 0xFF));
        copy(pass, v32, i, layers, Cache.floats(columns, kinds >> 8));
        copy(pass, vWords, i, layers, Cache.words(columns, kinds >> 8));
    }

    private static void copy(IntArray pass, FloatArray array, int i, int layers, int ofCell) {
        if (ofCell > 0 && i < layers * ofCell) {
            array.set(copied(pass, i, ofCell, Pass.CELL), array.get(copied(pass, i, ofCell, Pass.POSITION)));
        }
    }

    private static void copy(IntArray pass, IntArray array, int i, int layers, int ofCell) {
        if (ofCell > 0 && i < layers * ofCell) {
            array.set(copied(pass, i, ofCell, Pass.CELL), array.get(copied(pass, i, ofCell, Pass.POSITION)));
        }
    }

    private static int copied(IntArray pass, int i, int ofCell, int field) {
        return (i / ofCell * pass.get(Pass.CELLS) + Pass.of(pass, 0, field)) * ofCell + i % ofCell;
    }
}
