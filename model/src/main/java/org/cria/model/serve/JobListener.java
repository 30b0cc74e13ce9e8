package org.cria.model.serve;

import org.cria.model.generation.Piece;
import org.cria.model.sample.LogProbabilities;

/** Hears of a job, from the thread that computes for all: it must neither wait nor fail. */
public interface JobListener {
    /** The job has a slot, which holds the first {@code reused} tokens of its prompt already. */
    default void started(int reused) {}

    /**
     * What the model says behind a token of the prompt, where that is wanted.
     *
     * @param position of the token
     * @param next valid during the call only
     */
    default void scored(int position, LogProbabilities next) {}

    /**
     * One more token.
     *
     * @param said how many tokens are part of the text so far: none of those that may yet become a stop string
     */
    default void said(Piece piece, int said) {}

    /** The job is over; nothing follows. */
    void ended(Ending ending);
}
