package org.cria.kernels.backend;

/** An operator compiled by itself: it runs on what the host gives and hands out what it writes. */
public interface Isolated extends AutoCloseable {
    /**
     * Runs the operator once.
     *
     * @param layer which of the operator's layers
     * @param batch at most the rows that were compiled for, their cells below the compiled number
     * @param before holds every buffer that the steps need, and the layer's cache where they use one
     * @return the buffers that the operator writes, and the cache where its steps use one
     */
    Values run(int layer, Batch batch, Values before);

    /** Runs it again on the same values; returns the time until all is done, in nanoseconds. */
    long again();

    /**
     * Runs it again on the same values, with the weights of another layer.
     *
     * @return the time in its kernels alone, by the device's clock; the time until all is done where the device tells none; in
     *     nanoseconds
     */
    long kernelNanos(int layer);

    /** Launches of one run. */
    int launches();

    /** Frees the device memory. */
    @Override
    void close();
}
