package org.cria.model.tokenizer;

import java.util.Arrays;

/**
 * Neighbouring symbols that may merge, the best first: lowest rank, then leftmost. A binary heap of {@code long}, since a
 * megabyte of text makes millions of entries.
 *
 * <p>Entries are never removed when a neighbour changes; whoever takes one checks that the pair at {@link #left} still has
 * {@link #rank}. If another pair of the same rank stands there by then, it has an entry of its own, and that is due now.
 */
final class PairQueue {
    private long[] heap = new long[64];
    private int entries;

    boolean isEmpty() {
        return entries == 0;
    }

    /**
     * Adds a pair.
     *
     * @param rank any int; lower ones come first
     * @param left position of the left symbol, not negative
     */
    void add(int rank, int left) {
        if (entries == heap.length) {
            heap = Arrays.copyOf(heap, 2 * entries);
        }
        long entry = (long) rank << 32 | left;
        int at = entries++;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (heap[parent] <= entry) {
                break;
            }
            heap[at] = heap[parent];
            at = parent;
        }
        heap[at] = entry;
    }

    /** Takes the best entry; {@link #rank} and {@link #left} read it. */
    long poll() {
        long best = heap[0];
        long last = heap[--entries];
        int at = 0;
        while (true) {
            int child = 2 * at + 1;
            if (child >= entries) {
                break;
            }
            if (child + 1 < entries && heap[child + 1] < heap[child]) {
                child++;
            }
            if (last <= heap[child]) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = last;
        return best;
    }

    static int rank(long entry) {
        return (int) (entry >> 32);
    }

    static int left(long entry) {
        return (int) entry;
    }
}
