package org.cria.model.speculation;

import org.cria.kernels.Progress;

/** Guesses how one text goes on. A wrong guess costs time and changes nothing. For one thread. */
public interface Draft {
    /**
     * Reads the prompt, where that takes time; asked once, before all else.
     *
     * @return false if it was stopped
     */
    default boolean read(Progress listener) {
        return true;
    }

    /** Takes note of one more token of the text. */
    void accept(int token);

    /**
     * Guesses.
     *
     * @param most at least 1
     * @return [0 to most] tokens that may come next, in order; none where there is no guess
     */
    int[] propose(int most);

    /** Whether a guess takes time, as a model's does. */
    default boolean computes() {
        return false;
    }
}
