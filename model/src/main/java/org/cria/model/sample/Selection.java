package org.cria.model.sample;

import java.util.Arrays;

/**
 * The best few of many scored ids: higher scores first, equal scores by lower id, so the order never depends on chance.
 *
 * <p>A score and its id are packed into one {@code long} whose natural order is "better first". At most {@code limit} of them
 * are kept, in a heap with the worst at the root; most offers end at one comparison of floats, which is what makes choosing
 * 40 of 128,000 cheaper than any sort.
 */
final class Selection {
    private long[] keys = new long[64];
    private int limit;
    private int size;
    private boolean heap;
    private float worst;

    /** Begins a new selection of at most {@code limit} ids. */
    void start(int limit) {
        if (keys.length < limit) {
            keys = new long[limit];
        }
        this.limit = limit;
        size = 0;
        heap = false;
        worst = Float.NEGATIVE_INFINITY;
    }

    /**
     * Offers one id.
     *
     * @param score anything but NaN
     * @param id zero or more, each at most once
     */
    void offer(float score, int id) {
        if (size < limit) {
            keys[size++] = key(score, id);
        } else if (score >= worst && limit > 0) {
            replaceWorst(key(score, id));
        }
    }

    /** Ends the selection and sorts it, best first; returns how many there are. */
    int finish() {
        Arrays.sort(keys, 0, size);
        return size;
    }

    /** The id at a place of the finished selection, 0 being the best. */
    int id(int place) {
        return (int) keys[place];
    }

    /** The score at a place of the finished selection. */
    float score(int place) {
        return score(keys[place]);
    }

    /** Whether a finished selection holds this pair, or would if it were offered again. */
    boolean reaches(float score, int id) {
        return size > 0 && key(score, id) <= keys[size - 1];
    }

    private void replaceWorst(long key) {
        if (!heap) {
            for (int i = size / 2 - 1; i >= 0; i--) {
                sink(i);
            }
            heap = true;
        }
        if (key < keys[0]) {
            keys[0] = key;
            sink(0);
        }
        worst = score(keys[0]);
    }

    private void sink(int start) {
        int parent = start;
        long moving = keys[parent];
        while (2 * parent + 1 < size) {
            int child = 2 * parent + 1;
            if (child + 1 < size && keys[child + 1] > keys[child]) {
                child++;
            }
            if (keys[child] <= moving) {
                break;
            }
            keys[parent] = keys[child];
            parent = child;
        }
        keys[parent] = moving;
    }

    /** IEEE 754 floats order like their bits once those of negative ones are flipped; the complement puts the highest first. */
    private static long key(float score, int id) {
        int bits = Float.floatToRawIntBits(score + 0f); // + 0 turns -0 into 0: they are equal and must tie
        return (long) ~ordered(bits) << 32 | id;
    }

    private static float score(long key) {
        return Float.intBitsToFloat(ordered(~(int) (key >> 32)));
    }

    private static int ordered(int bits) {
        return bits ^ (bits >> 31 & Integer.MAX_VALUE);
    }
}
