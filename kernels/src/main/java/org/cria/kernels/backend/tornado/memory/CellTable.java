package org.cria.kernels.backend.tornado.memory;

import java.util.Arrays;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * The host's copy of the device's table of cells: for each slot, the cell of each position. A sequence takes the slot of its
 * number, so that a sequence that goes on finds its cells there, and only what differs is sent.
 */
public final class CellTable {
    private final int slots;
    private final int positions;
    private final int[] cells;
    private int[] changed = new int[64];
    private int changes;

    public CellTable(int slots, int positions) {
        this.slots = slots;
        this.positions = positions;
        this.cells = new int[slots * positions];
        Arrays.fill(cells, -1);
    }

    /** Where the cells of the sequence with this number begin. */
    public int start(int sequence) {
        return sequence % slots * positions;
    }

    /** Whether two sequences would take the same slot. */
    public boolean collide(int sequence, int other) {
        return sequence != other && sequence % slots == other % slots;
    }

    /** Notes the first {@code count} cells of a sequence. */
    public void put(int sequence, int[] table, int count) {
        int start = start(sequence);
        for (int at = Arrays.mismatch(cells, start, start + count, table, 0, count); at >= 0 && at < count; at++) {
            if (cells[start + at] != table[at]) {
                cells[start + at] = table[at];
                change(start + at);
            }
        }
    }

    private void change(int index) {
        if (changes == changed.length) {
            changed = Arrays.copyOf(changed, 2 * changes);
        }
        changed[changes++] = index;
    }

    /** What has changed since the last call; valid until the table changes again. */
    public Updates updates() {
        Updates updates = new Updates(cells, changed, changes);
        changes = 0;
        return updates;
    }

    /**
     * Changes to send.
     *
     * @param cells the table
     * @param changed indices into it
     * @param count how many of these
     */
    @SuppressWarnings("ArrayRecordComponent") // a view for one pass, compared by nobody
    public record Updates(int[] cells, int[] changed, int count) {
        public static final Updates NONE = new Updates(new int[0], new int[0], 0);

        /** Writes changes {@code from} to {@code to - 1}, their number first. */
        public void write(IntArray staged, int at, int from, int to) {
            staged.set(at, to - from);
            for (int i = from; i < to; i++) {
                staged.set(at + 1 + 2 * (i - from), changed[i]);
                staged.set(at + 2 + 2 * (i - from), cells[changed[i]]);
            }
        }
    }
}
