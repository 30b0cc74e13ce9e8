package org.cria.model.forward;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.cria.kernels.backend.KvStore;

/**
 * The host's book-keeping of the key-value cache: which cell holds which position of which sequence. Sequences share the cells
 * of a common past; a cell is written once and becomes free when its last sequence lets it go. The store only obeys.
 *
 * <p>Where the store has layers with a window, a sequence lets go of what they hold of its first positions once it is longer than the
 * window and some spare ones. It can then go on from its end, or a little before it; from further back only after its tokens were read
 * again.
 */
final class KvCache {
    private final KvStore store;
    private final HeldCells cells;
    private final int window;
    private final int spare;

    /** @param spare how many positions beyond the window a sequence keeps; at least those of one batch */
    KvCache(KvStore store, int spare) {
        this.store = store;
        this.cells = new HeldCells(store);
        this.window = store.window();
        this.spare = spare;
    }

    /** Whether a sequence of this length can go on of which layers with a window hold positions from {@code seen} on. */
    boolean goesOn(int seen, int length) {
        return seen == 0 || (window > 0 && seen <= length + 1 - window);
    }

    /** The first position that layers with a window keep of a sequence that grows to this length, if they hold those from {@code seen} on. */
    int seen(int seen, int length) {
        return window == 0 ? seen : Math.max(seen, (int) Math.max(0, (long) length - window - spare));
    }

    Sequence newSequence() {
        return new Sequence(new int[0], 0, 0);
    }

    /** Cells that some sequence holds. */
    int usedCells() {
        return cells.used();
    }

    /** Bytes of one cell. */
    long cellBytes() {
        return store.cellBytes();
    }

    /** A number that no other contents of any cell have had, or will have: the same number, the same bytes. */
    long writing(int cell) {
        return cells.writing(cell);
    }

    /** Copies cells out, see {@link KvStore#read}. */
    void read(int[] from, int start, int count, MemorySegment target) {
        store.read(from, start, count, target);
    }

    /**
     * Cells for contents from elsewhere. The caller holds them until it {@linkplain #release lets them go}; sequences
     * {@linkplain #sequence made of} them hold them too.
     *
     * @param seen [cells] whether layers with a window are to keep them
     */
    int[] take(boolean[] seen) {
        cells.reserve(seen.length); // before any is taken: it fails when memory runs out
        int[] taken = new int[seen.length];
        for (int i = 0; i < taken.length; i++) {
            taken[i] = cells.take();
            if (!seen[i]) {
                cells.leave(taken[i]);
            }
        }
        return taken;
    }

    /** Overwrites cells, see {@link KvStore#write}. */
    void write(int[] to, int start, int count, MemorySegment source) {
        store.write(to, start, count, source);
        for (int i = start; i < start + count; i++) {
            if (!cells.seen(to[i])) {
                store.forget(to[i]);
            }
        }
    }

    /** @param seen as it was when they were taken */
    void release(int[] taken, boolean[] seen) {
        for (int i = 0; i < taken.length; i++) {
            cells.release(taken[i], seen[i]);
        }
    }

    /**
     * A sequence of cells that are held already.
     *
     * @param seen the first position of which layers with a window hold something for it
     */
    Sequence sequence(int[] table, int seen) {
        Sequence sequence = new Sequence(table.clone(), table.length, seen);
        sequence.hold(table.length);
        return sequence;
    }

    /** The cells of one sequence: position {@code p} is in cell {@code cells()[p]}. */
    final class Sequence {
        private int[] table;
        private int length;
        /** The first position of which layers with a window hold something for this sequence. */
        private int seen;

        private Sequence(int[] table, int length, int seen) {
            this.table = table;
            this.length = length;
            this.seen = seen;
        }

        /** Positions in the cache. */
        int length() {
            return length;
        }

        /** [length or more] the cell of each position; replaced when the sequence grows. */
        int[] cells() {
            return table;
        }

        /** The first position of which layers with a window hold something for this sequence; 0 where they hold all. */
        int seen() {
            return seen;
        }

        /** Whether it could go on if it were cut to this length. */
        boolean goesOnFrom(int newLength) {
            return newLength == 0 || goesOn(seen, newLength);
        }

        /** Gives the next {@code count} positions cells of their own, and lets layers with a window forget what these do not see. */
        void append(int count) {
            int next = KvCache.this.seen(seen, length + count);
            for (; seen < Math.min(next, length); seen++) {
                cells.leave(table[seen]);
            }
            grow(count);
        }

        private void grow(int count) {
            if (length + count > table.length) {
                table = Arrays.copyOf(table, Math.max(length + count, table.length * 2));
            }
            for (int i = 0; i < count; i++) {
                table[length++] = cells.take();
            }
            cells.reserve(0);
        }

        /** Lets go of every position from {@code newLength} on. */
        void truncate(int newLength) {
            while (length > newLength) {
                length--;
                cells.release(table[length], length >= seen);
            }
            seen = length == 0 ? 0 : seen;
        }

        /** Holds cells that another one holds already. */
        private void hold(int positions) {
            for (int position = 0; position < positions; position++) {
                cells.hold(table[position], position >= seen);
            }
        }

        /** The first position that layers with a window hold something of after a {@link #splice}. */
        private int seenAfter(int from, int to, int count) {
            return seen <= to ? Math.min(seen, from) : seen + from + count - to;
        }

        /**
         * Whether layers with a window hold what a {@link #splice} needs: what the replacement sees, and after it what comes behind the
         * sequence.
         */
        boolean canSplice(int from, int to, int count) {
            return (count == 0 || goesOn(seen, from)) && goesOn(seenAfter(from, to, count), length + from + count - to);
        }

        /**
         * Gives positions {@code from} to {@code to - 1} up for {@code count} others, with cells of their own that are yet to be
         * filled. What follows moves, and its keys turn with it; cells that other sequences hold are copied before.
         */
        void splice(int from, int to, int count) {
            int freed = 0;
            for (int position = from; position < to; position++) {
                freed += cells.shared(table[position]) ? 0 : 1;
            }
            int moved = from + count - to;
            // Before anything changes: it fails when memory runs out.
            cells.reserve(count + shared(to, moved) - freed);
            int after = seenAfter(from, to, count);
            int[] tail = Arrays.copyOfRange(table, to, length);
            length = to;
            truncate(from);
            seen = after;
            grow(count);
            follow(tail, moved);
        }

        /**
         * Takes the place of the first {@code to} positions by all of another sequence's, which it shares from then on. What follows
         * moves, and its keys turn with it.
         */
        void replaceBeginning(int to, Sequence other) {
            int moved = other.length - to;
            cells.reserve(shared(to, moved)); // before anything changes, too
            int after = seen <= to ? other.seen : seen + moved;
            int[] tail = Arrays.copyOfRange(table, to, length);
            length = to;
            truncate(0);
            seen = after;
            table = Arrays.copyOf(other.table, other.length + tail.length);
            length = other.length;
            hold(length);
            follow(tail, moved);
        }

        /** How many cells from a position on have to be copied before they move. */
        private int shared(int from, int moved) {
            int shared = 0;
            for (int position = from; position < length; position++) {
                shared += moved != 0 && cells.shared(table[position]) ? 1 : 0;
            }
            return shared;
        }

        /** Puts positions behind the others that were {@code moved} positions before. */
        private void follow(int[] tail, int moved) {
            table = Arrays.copyOf(table, Math.max(table.length, length + tail.length));
            System.arraycopy(tail, 0, table, length, tail.length);
            int first = length;
            length += tail.length;
            if (moved != 0) {
                for (int position = first; position < length; position++) {
                    own(position);
                    cells.rewrite(table[position]);
                }
                store.rotate(table, first, tail.length, moved);
            }
        }

        /** A sequence with the same past, which costs no memory until the two differ. */
        Sequence fork() {
            Sequence fork = new Sequence(Arrays.copyOf(table, length), length, seen);
            fork.hold(length);
            return fork;
        }

        /** Gives a position a cell that no other sequence holds, with the same contents. */
        void own(int position) {
            int shared = table[position];
            if (cells.shared(shared)) {
                boolean wanted = position >= seen;
                cells.reserve(1); // before a cell is taken: it fails when memory runs out
                table[position] = cells.take();
                store.copy(shared, table[position]);
                if (!wanted) {
                    cells.leave(table[position]);
                }
                cells.release(shared, wanted);
            }
        }
    }
}
