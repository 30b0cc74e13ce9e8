package org.cria.model.train;

import java.util.Arrays;

/**
 * A text to learn from.
 *
 * @param tokens [tokens] what the model reads
 * @param targets [tokens] what it is to predict after each of them; {@link #NONE} where that is not learned
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Example(int[] tokens, int[] targets) {
    /** No target. */
    public static final int NONE = -1;

    public Example {
        if (tokens.length != targets.length) {
            throw new IllegalArgumentException(tokens.length + " tokens and " + targets.length + " targets");
        }
    }

    /** How many predictions are learned. */
    public int taught() {
        return (int) Arrays.stream(targets).filter(target -> target != NONE).count();
    }

    /** [tokens] whether there is a target. */
    boolean[] wanted() {
        boolean[] wanted = new boolean[targets.length];
        for (int i = 0; i < targets.length; i++) {
            wanted[i] = targets[i] != NONE;
        }
        return wanted;
    }

    /** The first tokens of it, and nothing behind the last target. */
    Example cut(int length) {
        int end = Math.min(length, targets.length);
        while (end > 0 && targets[end - 1] == NONE) {
            end--;
        }
        return new Example(Arrays.copyOf(tokens, end), Arrays.copyOf(targets, end));
    }

    /** [tokens] up to where the first target is to be said, this many at least. */
    public int[] prompt(int least) {
        int end = 0;
        while (end < targets.length && targets[end] == NONE) {
            end++;
        }
        return Arrays.copyOf(tokens, Math.min(tokens.length, Math.max(end + 1, least)));
    }
}
