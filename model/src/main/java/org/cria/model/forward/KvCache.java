package org.cria.model.forward;

import java.util.Arrays;
import org.cria.kernels.backend.KvStore;

/**
 * The host's book-keeping of the key-value cache: which cell holds which position of which sequence. Sequences share the cells
 * of a common past; a cell is written once and becomes free when its last sequence lets it go. The store only obeys.
 */
final class KvCache {
    private final KvStore store;
    /** For each cell ever used, how many sequences hold it. */
    private int[] holders = new int[0];

    private int cells;
    private int[] free = new int[0];
    private int freeCells;

    KvCache(KvStore store) {
        this.store = store;
    }

    Sequence newSequence() {
        return new Sequence(new int[0], 0);
    }

    /** Cells that some sequence holds. */
    int usedCells() {
        return cells - freeCells;
    }

    private int take() {
        int cell;
        if (freeCells > 0) {
            cell = free[--freeCells];
        } else {
            cell = cells++;
            if (cell == holders.length) {
                holders = Arrays.copyOf(holders, Math.max(64, cell * 2));
            }
        }
        holders[cell] = 1;
        return cell;
    }

    private void release(int cell) {
        if (--holders[cell] == 0) {
            if (freeCells == free.length) {
                free = Arrays.copyOf(free, Math.max(64, freeCells * 2));
            }
            free[freeCells++] = cell;
        }
    }

    /** The cells of one sequence: position {@code p} is in cell {@code cells()[p]}. */
    final class Sequence {
        private int[] table;
        private int length;

        private Sequence(int[] table, int length) {
            this.table = table;
            this.length = length;
        }

        /** Positions in the cache. */
        int length() {
            return length;
        }

        /** [length or more] the cell of each position; replaced when the sequence grows. */
        int[] cells() {
            return table;
        }

        /** Gives the next {@code count} positions cells of their own. */
        void append(int count) {
            if (length + count > table.length) {
                table = Arrays.copyOf(table, Math.max(length + count, table.length * 2));
            }
            for (int i = 0; i < count; i++) {
                table[length++] = take();
            }
            store.reserve(cells);
        }

        /** Lets go of every position from {@code newLength} on. */
        void truncate(int newLength) {
            while (length > newLength) {
                release(table[--length]);
            }
        }

        /** A sequence with the same past, which costs no memory until the two differ. */
        Sequence fork() {
            for (int i = 0; i < length; i++) {
                holders[table[i]]++;
            }
            return new Sequence(Arrays.copyOf(table, length), length);
        }

        /** Gives a position a cell that no other sequence holds, with the same contents. */
        void own(int position) {
            int shared = table[position];
            if (holders[shared] > 1) {
                store.reserve(cells + 1); // before a cell is taken: it fails when memory runs out
                int cell = take();
                store.copy(shared, cell);
                release(shared);
                table[position] = cell;
            }
        }
    }
}
