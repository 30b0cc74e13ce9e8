package org.cria.kernels.backend;

/**
 * A kernel of a user's own, in place of one of a backend's for a run. Which one it stands in for, and how, each backend says with an
 * interface of its own; to others it is nothing.
 *
 * @see Backend#withKernel
 */
public interface OwnKernel {
    /** What it stands in for, as messages and receipts call it: {@code Q4_K rows}. */
    String place();

    /** Its own name: that of its class. */
    default String name() {
        return getClass().getSimpleName();
    }
}
