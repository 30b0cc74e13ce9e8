package org.cria.emulator;

/**
 * Something that the emulator leaves out on purpose, so that a test can see it missed: run once, take the sites from
 * {@link EmulatorReport}, and run again without each.
 */
public sealed interface Omission {
    /**
     * One barrier in a kernel's code.
     *
     * @param method  class and method that hold it, as in {@code org.example.Kernels.sum}
     * @param ordinal its number in that method, from 0
     */
    record Barrier(String method, int ordinal) implements Omission {}

    /**
     * One array in one transfer of a graph.
     *
     * @param graph   the graph's name
     * @param kind    which way
     * @param ordinal its number among the graph's transferred arrays of all kinds, from 0
     */
    record Transfer(String graph, TransferKind kind, int ordinal) implements Omission {}
}
