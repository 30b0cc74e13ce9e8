package org.cria.kernels.backend;

/**
 * The cells of a key-value cache where a backend keeps them. It obeys: which cell holds what, and who may overwrite it, is
 * decided by the host. A cell spans all layers.
 */
public interface KvStore {
    /** Makes cells 0 to {@code cells - 1} usable; what they hold stays. */
    void reserve(int cells);

    /** Copies what cell {@code from} holds to cell {@code to}, in all layers. */
    void copy(int from, int to);

    /** Bytes in use now. */
    long bytes();
}
