package org.cria.model.forward;

import org.cria.kernels.Scores;

/** Receives the logits of one position. */
@FunctionalInterface
public interface LogitsConsumer {
    /**
     * Takes one row.
     *
     * @param position of the token after which these logits stand
     * @param logits valid during the call only
     */
    void accept(int position, Scores.All logits);
}
