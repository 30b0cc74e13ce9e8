package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * What a device is told of a pass, and the kernel that takes it in. The host stages
 * {@code [rows, outputs, capacity | a record per row | a strength per row and adapter | updates, (index, cell) of each]}; the device keeps
 * the part before the updates, and applies these to its table of cells.
 *
 * <p>The table holds for each of a few slots the cell of every position, {@code table[slot · positions + position]}. It stays on
 * the device from pass to pass, so that a token sends only what it adds.
 */
public final class Pass {
    /** Rows of the batch. */
    public static final int ROWS = 0;
    /** Rows that want logits. */
    public static final int OUTPUTS = 1;
    /** Cells that the cache has room for in each layer. */
    public static final int CELLS = 2;
    /** Where the records begin. */
    public static final int RECORDS = 3;
    /** Numbers in a row's record. */
    public static final int RECORD = 6;

    /** What a strength of 1 is: up to 16 it is exact to a millionth. */
    public static final int STRENGTH_PARTS = 1 << 20;

    /** In a record: the token. */
    public static final int TOKEN = 0;
    /** In a record: its position. */
    public static final int POSITION = 1;
    /** In a record: the cell to store it in. */
    public static final int CELL = 2;
    /** In a record: where its sequence's cells begin in the table. */
    public static final int SEQUENCE = 3;
    /** In a record: how many groups share its past, as far as kernels for several rows ask. */
    public static final int PARTS = 5;
    /** In the n-th record: which row gives the n-th output. */
    public static final int OUTPUT_ROW = 4;

    private Pass() {}

    /** Numbers of a pass of {@code rows} rows, without updates. */
    public static int size(int rows, int adapters) {
        return strengths(rows) + rows * adapters;
    }

    /** Where the strengths begin in a pass that has room for {@code rows} rows. */
    public static int strengths(int rows) {
        return RECORDS + rows * RECORD;
    }

    /** A strength as devices are told it, in parts of {@link #STRENGTH_PARTS}: kernels cannot make a float of bits. */
    public static int strength(float value) {
        return Math.round(value * STRENGTH_PARTS);
    }

    /** One number of a row's record. */
    static int of(IntArray pass, int row, int field) {
        return pass.get(RECORDS + row * RECORD + field);
    }

    /**
     * Takes a staged pass in, one work-group.
     *
     * @param staged [size + 1 + 2 · updates or more]
     * @param pass [size or more] overwritten
     * @param table the cell of each position in each slot, updated
     * @param size numbers of the pass before the updates
     */
    public static void begin(KernelContext context, IntArray staged, IntArray pass, IntArray table, int size) {
        int item = context.localIdx;
        int items = context.localGroupSizeX;
        for (int i = item; i < size; i += items) {
            pass.set(i, staged.get(i));
        }
        int updates = staged.get(size);
        for (int i = item; i < updates; i += items) {
            table.set(staged.get(size + 1 + 2 * i), staged.get(size + 2 + 2 * i));
        }
    }

    /**
     * Takes in which of a pass's rows are wanted next, one work-group.
     *
     * @param wanted how many, and the rows
     * @param pass changed: its outputs are these
     */
    public static void choose(KernelContext context, IntArray wanted, IntArray pass) {
        int outputs = wanted.get(0);
        for (int i = context.localIdx; i < outputs; i += context.localGroupSizeX) {
            pass.set(RECORDS + i * RECORD + OUTPUT_ROW, wanted.get(1 + i));
        }
        if (context.localIdx == 0) {
            pass.set(OUTPUTS, outputs);
        }
    }
}
