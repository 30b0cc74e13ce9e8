package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.ShortArray;

/**
 * The key-value cache on the device: [layers, cells, columns], f32 or fp16. A kernel takes an array of either type, one of which
 * is a stand-in of one element, and a number that says which is used.
 */
public final class Cache {
    /** The cache is an array of floats. */
    public static final int F32 = 0;
    /** The cache is an array of fp16 numbers. */
    public static final int F16 = 1;

    private Cache() {}

    static float get(FloatArray f32, ShortArray f16, FloatArray tables, int kind, int at) {
        return kind == F32 ? f32.get(at) : Tables.f16(tables, f16.get(at));
    }

    static void set(FloatArray f32, ShortArray f16, int kind, int at, float value) {
        if (kind == F32) {
            f32.set(at, value);
        } else {
            f16.set(at, Tables.toF16(value));
        }
    }

    /** A value as it comes back from the cache. */
    static float rounded(FloatArray tables, int kind, float value) {
        return kind == F32 ? value : Tables.f16(tables, Tables.toF16(value));
    }

    /** Where a row's cell begins in a layer. */
    static int at(IntArray pass, IntArray layer, int cell, int columns) {
        return (layer.get(0) * pass.get(Pass.CELLS) + cell) * columns;
    }

    /**
     * Writes keys and values of every row into its cell, one work-item per value.
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
            ShortArray k16,
            FloatArray v32,
            ShortArray v16,
            int columns,
            int kinds) {
        int i = context.globalIdx;
        int row = i / columns;
        if (row < pass.get(Pass.ROWS)) {
            int at = at(pass, layer, Pass.of(pass, row, Pass.CELL), columns) + i % columns;
            set(k32, k16, kinds & 0xFF, at, k.get(i));
            set(v32, v16, kinds >> 8, at, v.get(i));
        }
    }

    /**
     * Turns queries and keys and stores keys and values: {@link Rope} twice and {@link #store} in one launch. The queries stay
     * where they are, turned; the keys as they were are lost with the values.
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
            ShortArray k16,
            FloatArray v32,
            ShortArray v16,
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
            float cos = 1f;
            float sin = 0f;
            int first = 2 * pair;
            int second = first + 1;
            if (pair < pairs) {
                first = pair * Rope.stride(pairing);
                second = first + Rope.reach(pairing);
                int angle = angles + (Pass.of(pass, row, Pass.POSITION) * pairs + pair) * 2;
                cos = rotations.get(angle);
                sin = rotations.get(angle + 1);
            }
            int columns = kvHeads * dims;
            int cell = at(pass, layer, Pass.of(pass, row, Pass.CELL), columns);
            if (head < heads) {
                int at = (row * heads + head) * dims;
                float a = q.get(at + first);
                float b = q.get(at + second);
                q.set(at + first, a * cos - b * sin);
                q.set(at + second, a * sin + b * cos);
            } else if (head < heads + kvHeads) {
                int at = (head - heads) * dims;
                float a = k.get(row * columns + at + first);
                float b = k.get(row * columns + at + second);
                set(k32, k16, kinds & 0xFF, cell + at + first, a * cos - b * sin);
                set(k32, k16, kinds & 0xFF, cell + at + second, a * sin + b * cos);
            } else {
                int at = (head - heads - kvHeads) * dims;
                set(v32, v16, kinds >> 8, cell + at + first, v.get(row * columns + at + first));
                set(v32, v16, kinds >> 8, cell + at + second, v.get(row * columns + at + second));
            }
        }
    }

    /**
     * Turns the keys of some cells in every layer by some positions more, one work-item per pair of values. They are rounded again
     * to the cache's format.
     *
     * @param request number of cells, cells of a layer, and the cells
     * @param turn [pairs, 2] cosine and sine
     * @param dims values of a head
     * @param pairs of a head that turn
     * @param pairing see {@link Rope#pairing}
     * @param kind of keys
     */
    public static void turnKeys(
            KernelContext context,
            IntArray request,
            FloatArray turn,
            FloatArray tables,
            FloatArray k32,
            ShortArray k16,
            int layers,
            int columns,
            int dims,
            int pairs,
            int pairing,
            int kind) {
        int perCell = layers * (columns / dims) * pairs;
        int which = context.globalIdx / perCell;
        if (which < request.get(0)) {
            int i = context.globalIdx % perCell;
            int pair = i % pairs;
            int head = i / pairs % (columns / dims);
            int layer = i / pairs / (columns / dims);
            int cell = layer * request.get(1) + request.get(2 + which);
            int at = cell * columns + head * dims + pair * Rope.stride(pairing);
            int second = at + Rope.reach(pairing);
            float a = get(k32, k16, tables, kind, at);
            float b = get(k32, k16, tables, kind, second);
            float cos = turn.get(2 * pair);
            float sin = turn.get(2 * pair + 1);
            set(k32, k16, kind, at, a * cos - b * sin);
            set(k32, k16, kind, second, a * sin + b * cos);
        }
    }

    /**
     * Copies one cell to another in every layer, one work-item per value of a layer's cell.
     *
     * @param pass in its first record the cell to read as {@link Pass#POSITION} and the cell to write as {@link Pass#CELL}
     */
    public static void copy(
            KernelContext context,
            IntArray pass,
            FloatArray k32,
            ShortArray k16,
            FloatArray v32,
            ShortArray v16,
            int layers,
            int columns,
            int kinds) {
        int i = context.globalIdx;
        if (i < layers * columns) {
            int start = i / columns * pass.get(Pass.CELLS);
            int from = (start + Pass.of(pass, 0, Pass.POSITION)) * columns + i % columns;
            int to = (start + Pass.of(pass, 0, Pass.CELL)) * columns + i % columns;
            if ((kinds & 0xFF) == F32) {
                k32.set(to, k32.get(from));
            } else {
                k16.set(to, k16.get(from));
            }
            if ((kinds >> 8) == F32) {
                v32.set(to, v32.get(from));
            } else {
                v16.set(to, v16.get(from));
            }
        }
    }
}
