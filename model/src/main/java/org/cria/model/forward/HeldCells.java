package org.cria.model.forward;

import java.util.Arrays;
import org.cria.kernels.backend.KvStore;

/** Which cells of a store are in use, and by how many sequences. */
final class HeldCells {
    private final KvStore store;
    /** For each cell ever used, how many sequences hold it. */
    private int[] holders = new int[0];
    /** How many of these want what layers with a window have of it. */
    private int[] viewers = new int[0];
    /** For each cell ever used, which of all writings its contents are from. */
    private long[] writings = new long[0];

    private long latestWriting;

    private int count;
    private int[] free = new int[0];
    private int freeCells;

    HeldCells(KvStore store) {
        this.store = store;
    }

    /** How many some sequence holds. */
    int used() {
        return count - freeCells;
    }

    /** See {@link KvCache#writing}. */
    long writing(int cell) {
        return writings[cell];
    }

    /** A cell's contents are others now. */
    void rewrite(int cell) {
        writings[cell] = ++latestWriting;
    }

    /** Makes room for so many to be taken; for all that were, if it is none. It fails when memory runs out. */
    void reserve(int more) {
        store.reserve(count + Math.max(0, more - freeCells));
    }

    /** A cell that nobody held, for one sequence, which wants all layers to keep it. */
    int take() {
        int cell;
        if (freeCells > 0) {
            cell = free[--freeCells];
        } else {
            cell = count++;
            if (cell == holders.length) {
                holders = Arrays.copyOf(holders, Math.max(64, cell * 2));
                viewers = Arrays.copyOf(viewers, holders.length);
                writings = Arrays.copyOf(writings, holders.length);
            }
        }
        holders[cell] = 1;
        viewers[cell] = 1;
        rewrite(cell);
        return cell;
    }

    /**
     * One sequence more holds a cell.
     *
     * @param seen whether it wants what layers with a window have of it
     */
    void hold(int cell, boolean seen) {
        holders[cell]++;
        viewers[cell] += seen ? 1 : 0;
    }

    /** One sequence less wants what layers with a window have of a cell. */
    void leave(int cell) {
        if (--viewers[cell] == 0) {
            store.forget(cell);
        }
    }

    /** One sequence less holds a cell. */
    void release(int cell, boolean seen) {
        if (seen) {
            leave(cell);
        }
        if (--holders[cell] == 0) {
            if (freeCells == free.length) {
                free = Arrays.copyOf(free, Math.max(64, freeCells * 2));
            }
            free[freeCells++] = cell;
        }
    }

    /** Whether more than one sequence holds a cell. */
    boolean shared(int cell) {
        return holders[cell] > 1;
    }

    /** Whether a sequence wants what layers with a window have of a cell. */
    boolean seen(int cell) {
        return viewers[cell] > 0;
    }
}
