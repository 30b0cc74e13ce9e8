package org.cria.kernels.gradient;

/** One of the portions that work is divided into. Portions write disjoint results, so that any number of threads yields the same bits. */
@FunctionalInterface
interface Portion {
    /**
     * Does one.
     *
     * @param number from 0
     * @param desk the running thread's
     */
    void run(int number, Desk desk);
}
