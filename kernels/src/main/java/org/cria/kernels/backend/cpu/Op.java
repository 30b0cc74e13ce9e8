package org.cria.kernels.backend.cpu;

/**
 * One lowered step. It divides its work into tasks that write disjoint results, so that any number of threads in any order
 * yields the same bits.
 */
interface Op {
    /** How many tasks this pass has, at least 0. */
    int tasks(Pass pass);

    /** Does task {@code 0 ≤ task < tasks(pass)}. */
    void run(Pass pass, int task, Scratch scratch);
}
