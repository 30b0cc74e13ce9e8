package org.cria.model.parity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cria.model.forward.Session;

/**
 * What Cria predicts.
 *
 * @param logits [positions], each [vocabulary]
 */
record Predictions(List<float[]> logits) {
    private static final int ONE_BY_ONE = 20;

    /**
     * Scores the second half of every window, as llama-perplexity does. Most of it is read many tokens at once and the end
     * token by token: two sets of kernels, of which each must hold.
     */
    static Predictions of(Session session, int vocabulary, List<int[]> windows) {
        List<float[]> logits = new ArrayList<>();
        for (int[] window : windows) {
            int firstScored = window.length / 2;
            int end = window.length - 1;
            int firstAlone = end - ONE_BY_ONE;
            session.rewind(0);
            session.score(Arrays.copyOf(window, firstAlone), firstScored, (position, row) -> logits.add(row.toArray()));
            for (int position = firstAlone; position < end; position++) {
                logits.add(session.decode(window[position]).toArray());
            }
        }
        return new Predictions(logits);
    }
}
