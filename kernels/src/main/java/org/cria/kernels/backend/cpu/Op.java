package org.cria.kernels.backend.cpu;

/**
 * One lowered step. It divides its work into tasks that write disjoint results, so that any number of threads in any order
 * yields the same bits.
 */
interface Op {
    /** How many tasks this pass has, at least 0. */
    int tasks(ForwardPass pass);

    /** Does task {@code 0 ≤ task < tasks(pass)}. */
    void run(ForwardPass pass, int task, Scratch scratch);
}
