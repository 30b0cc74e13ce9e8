package org.cria.kernels;

import java.util.concurrent.CancellationException;

/** Hears how far a piece of work is, and may stop it. */
@FunctionalInterface
public interface Progress {
    /** Hears nothing and never stops. */
    Progress NONE = (done, total) -> true;

    /**
     * Called before each part of the work and after the last.
     *
     * @param done parts
     * @param total parts
     * @return whether to go on; what was done stays
     */
    boolean goOn(int done, int total);

    /** Whether the work is still wanted: for those who prepare a part of it, and ask often. */
    default boolean isWanted() {
        return true;
    }

    /**
     * The same for work that is of no use unless it is done.
     *
     * @throws CancellationException if it is not wanted any more
     */
    default void requireWanted() {
        if (!isWanted()) {
            throw new CancellationException("stopped before it began");
        }
    }

    /**
     * As {@link #goOn} for work that is of no use unless it is done to the end.
     *
     * @throws CancellationException if it is to stop
     */
    default void require(int done, int total) {
        if (!goOn(done, total)) {
            throw new CancellationException("stopped after " + done + " of " + total);
        }
    }
}
