package org.cria.kernels.backend;

import java.lang.foreign.MemorySegment;

/**
 * The cells of a key-value cache where a backend keeps them. It obeys: which cell holds what, and who may overwrite it, is
 * decided by the host. A cell spans all layers.
 */
public interface KvStore {
    /** Makes cells 0 to {@code cells - 1} usable; what they hold stays. */
    void reserve(int cells);

    /**
     * How many positions the layers see that see some only, where what they hold of others is given up with {@link #forget}: the most of
     * any; 0 where all layers keep everything.
     */
    default int window() {
        return 0;
    }

    /**
     * No token to come sees this cell through a window. What layers with a window hold of it may go, and does where there is a
     * {@link #window}; other layers keep it. It is 0 to {@link #read}, and {@link #rotate} passes over it. A cell that a pass or
     * {@link #write} fills is whole again.
     */
    default void forget(int cell) {}

    /** Copies what cell {@code from} holds to cell {@code to}, in all layers. */
    void copy(int from, int to);

    /**
     * Turns the keys of some cells, in all layers, to what they would be {@code positions} later: the same vectors before their
     * rotation, rotated by a position that is larger by this number. Rotations add up, so this needs the difference alone.
     * Values, and what a rotation leaves unchanged, stay as they are. The turned keys are rounded again to the cache's format.
     *
     * @param cells holds the cells' numbers, each once
     * @param start in {@code cells}, of the first cell
     * @param count how many cells
     * @param positions how far; negative: to earlier positions
     */
    void rotate(int[] cells, int start, int count, int positions);

    /** Bytes of one cell as {@link #read} and {@link #write} pass it. */
    long cellBytes();

    /**
     * Copies cells out, bit for bit: for each cell, and in it for each layer, the row of keys and then the row of values, in the
     * cache's formats. The layout is the same on every backend, so that what one wrote down another can go on with.
     *
     * @param cells holds the cells' numbers
     * @param start in {@code cells}, of the first cell
     * @param count how many cells
     * @param target receives {@code count · cellBytes()} bytes from its begin; any alignment
     */
    void read(int[] cells, int start, int count, MemorySegment target);

    /**
     * Overwrites cells with what {@link #read} gave.
     *
     * @param cells holds the cells' numbers
     * @param start in {@code cells}, of the first cell
     * @param count how many cells
     * @param source holds {@code count · cellBytes()} bytes from its begin; any alignment
     */
    void write(int[] cells, int start, int count, MemorySegment source);

    /** Bytes in use now. */
    long bytes();
}
