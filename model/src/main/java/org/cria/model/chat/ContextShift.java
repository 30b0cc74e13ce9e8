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
 * @param left how many tokens there are now, without a message that was not there before
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, compared by nobody
public record ContextShift(int exchanges, int from, int to, int[] seam, int left) {
    static final ContextShift NOTHING = new ContextShift(0, 0, 0, new int[0], 0);

    /** Whether tokens stay that have to move. */
    public boolean moves() {
        return from < to;
    }

    /**
     * Leaves in place what is the same on both sides of the cut.
     *
     * @param seen [tokens] the conversation as it was
     * @param left [tokens] what is left of it, as the template writes it
     */
    static ContextShift between(int exchanges, int[] seen, int[] left) {
        int shorter = Math.min(seen.length, left.length);
        int same = Arrays.mismatch(seen, 0, shorter, left, 0, shorter);
        int from = same < 0 ? shorter : same;
        int kept = 0;
        while (kept < shorter - from && seen[seen.length - 1 - kept] == left[left.length - 1 - kept]) {
            kept++;
        }
        int[] seam = Arrays.copyOfRange(left, from, left.length - kept);
        return new ContextShift(exchanges, from, seen.length - kept, seam, left.length);
    }

    /** Whether more of what is left is read again than stays: the template writes it otherwise now. */
    public boolean readsAgain() {
        return seam.length > left / 2;
    }

    /** The same for a conversation whose tokens are all to be processed again. */
    ContextShift recomputed() {
        return new ContextShift(exchanges, 0, 0, new int[0], left);
    }
}
