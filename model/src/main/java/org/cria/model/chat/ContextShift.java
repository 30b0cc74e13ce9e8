package org.cria.model.chat;

import java.util.Arrays;

/**
 * What went from a conversation so that it fits, and how its tokens changed: tokens {@code from} to {@code to - 1} of the
 * conversation as it was were replaced by {@code seam}, and all that followed stays and moves. The seam is what the template
 * writes otherwise now that another exchange is the first one; it is empty where that makes no difference.
 *
 * @param exchanges how many went
 * @param from as above; equal to {@code to} where no tokens stay that could move
 * @param to as above
 * @param seam [tokens]
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, compared by nobody
public record ContextShift(int exchanges, int from, int to, int[] seam) {
    static final ContextShift NOTHING = new ContextShift(0, 0, 0, new int[0]);

    /** Whether tokens stay that have to move. */
    public boolean moves() {
        return from < to;
    }

    /**
     * Leaves in place what is the same on both sides of the cut.
     *
     * @param seen [tokens] the conversation as it was
     * @param replyStart in it, of the first exchange that stays
     * @param opening [tokens] what stands before this reply now
     */
    static ContextShift between(int exchanges, int[] seen, int replyStart, int[] opening) {
        int shorter = Math.min(replyStart, opening.length);
        int same = Arrays.mismatch(seen, 0, shorter, opening, 0, shorter);
        int from = same < 0 ? shorter : same;
        int kept = 0;
        while (kept < shorter - from && seen[replyStart - 1 - kept] == opening[opening.length - 1 - kept]) {
            kept++;
        }
        int[] seam = Arrays.copyOfRange(opening, from, opening.length - kept);
        return new ContextShift(exchanges, from, replyStart - kept, seam);
    }

    /** The same for a conversation whose tokens are all to be processed again. */
    ContextShift recomputed() {
        return new ContextShift(exchanges, 0, 0, new int[0]);
    }
}
