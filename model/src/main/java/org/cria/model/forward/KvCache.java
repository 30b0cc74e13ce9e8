package org.cria.model.forward;

import java.lang.foreign.MemorySegment;
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
    /** For each cell ever used, which of all writings its contents are from. */
    private long[] writings = new long[0];

    private long latestWriting;

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

    /** Bytes of one cell. */
    long cellBytes() {
        return store.cellBytes();
    }

    /** A number that no other contents of any cell have had, or will have: the same number, the same bytes. */
    long writing(int cell) {
        return writings[cell];
    }

    /** Copies cells out, see {@link KvStore#read}. */
    void read(int[] from, int start, int count, MemorySegment target) {
        store.read(from, start, count, target);
    }

    /**
     * Cells for contents from elsewhere. The caller holds them until it {@linkplain #release(int[]) lets them go}; sequences
     * {@linkplain #sequence made of} them hold them too.
     */
    int[] take(int count) {
        store.reserve(cells + Math.max(0, count - freeCells)); // before any is taken: it fails when memory runs out
        int[] taken = new int[count];
        Arrays.setAll(taken, i -> take());
        return taken;
    }

    /** Overwrites cells, see {@link KvStore#write}. */
    void write(int[] to, int start, int count, MemorySegment source) {
        store.write(to, start, count, source);
    }

    void release(int[] held) {
        for (int cell : held) {
            release(cell);
        }
    }

    /** A sequence of cells that are held already. */
    Sequence sequence(int[] table) {
        for (int cell : table) {
            holders[cell]++;
        }
        return new Sequence(table.clone(), table.length);
    }

    private int take() {
        int cell;
        if (freeCells > 0) {
            cell = free[--freeCells];
        } else {
            cell = cells++;
            if (cell == holders.length) {
                holders = Arrays.copyOf(holders, Math.max(64, cell * 2));
                writings = Arrays.copyOf(writings, holders.length);
            }
        }
        holders[cell] = 1;
        writings[cell] = ++latestWriting;
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

        /**
         * Gives positions {@code from} to {@code to - 1} up for {@code count} others, with cells of their own that are yet to be
         * filled. What follows moves, and its keys turn with it; cells that other sequences hold are copied before.
         */
        void splice(int from, int to, int count) {
            int moved = from + count - to;
            int shared = 0;
            int freed = 0;
            for (int position = to; position < length; position++) {
                shared += moved != 0 && holders[table[position]] > 1 ? 1 : 0;
            }
            for (int position = from; position < to; position++) {
                freed += holders[table[position]] == 1 ? 1 : 0;
            }
            // Before anything changes: it fails when memory runs out.
            store.reserve(cells + Math.max(0, count + shared - freed - freeCells));
            int[] tail = Arrays.copyOfRange(table, to, length);
            length = to;
            truncate(from);
            append(count);
            table = Arrays.copyOf(table, Math.max(table.length, length + tail.length));
            System.arraycopy(tail, 0, table, length, tail.length);
            length += tail.length;
            if (moved != 0) {
                for (int position = from + count; position < length; position++) {
                    own(position);
                    writings[table[position]] = ++latestWriting;
                }
                store.rotate(table, from + count, tail.length, moved);
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
