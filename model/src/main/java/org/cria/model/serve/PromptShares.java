package org.cria.model.serve;

import java.util.Arrays;

/**
 * How many tokens of each waiting prompt are read in a pass. Half of the room is the oldest's, so that none waits for ever; half is the
 * shortest's, so that a short one does not wait for a long one; what these leave goes to the others as they came.
 */
final class PromptShares {
    private PromptShares() {}

    /**
     * The shares.
     *
     * @param left [prompts] tokens to be read of each, at least 1, the oldest first
     * @param room tokens of the pass
     * @return [prompts]
     */
    static int[] of(int[] left, int room) {
        int[] shares = new int[left.length];
        if (left.length == 0) {
            return shares;
        }
        int shortest = 0;
        for (int i = 1; i < left.length; i++) {
            shortest = left[i] < left[shortest] ? i : shortest;
        }
        shares[0] = Math.min(left[0], (room + 1) / 2);
        shares[shortest] += Math.min(left[shortest] - shares[shortest], room - shares[0]);
        int rest = room - Arrays.stream(shares).sum();
        for (int i = 0; i < left.length; i++) {
            int more = Math.min(rest, left[i] - shares[i]);
            shares[i] += more;
            rest -= more;
        }
        return shares;
    }
}
