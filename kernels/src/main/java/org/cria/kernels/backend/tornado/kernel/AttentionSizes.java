package org.cria.kernels.backend.tornado.kernel;

/** What {@link Attention} is told of sizes, several of them in a number: a task takes 20 arguments at most. */
public final class AttentionSizes {
    /** Words of a key that neighbouring lanes read at once: 32 bytes, what a GPU fetches from memory at least. */
    private static final int MOST_LANES = 8;

    private AttentionSizes() {}

    /** Sizes of attention. The cache's kinds are those that kernels take. */
    public static long sizes(int heads, int kvHeads, int dims, int kinds, int splits) {
        return heads | (long) kvHeads << 12 | (long) dims << 24 | (long) splits << 36 | (long) kinds << 48;
    }

    /**
     * A group in one number: its work-items, and how many of them score a position together.
     *
     * @param lanes as many as may share what they read, see {@link Product}
     * @param kinds of keys and, eight bits up, of values
     * @param joint whether rows are decoded together: then each says in how many splits, and what turns is in the cache all the same
     */
    public static int group(int items, int lanes, int dims, int kinds, boolean joint) {
        int together = 1;
        while (together < Math.min(lanes, MOST_LANES)
                && items % (2 * together) == 0
                && Cache.elements(dims, kinds & 0xFF) % (2 * together) == 0) {
            together *= 2;
        }
        return items | together << 12 | (joint ? 1 << 16 : 0);
    }

    /**
     * How attention turns queries and keys, in one number; 0 where they are turned and in the cache already.
     *
     * @param pairs of a head that turn
     * @param pairing see {@link Rope#pairing}
     * @param angles where the rotation's angles begin
     */
    public static long turn(int pairs, int pairing, int angles) {
        return 1L | (long) pairs << 1 | (long) pairing << 12 | (long) angles << 32;
    }
}
