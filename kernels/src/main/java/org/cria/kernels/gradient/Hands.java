package org.cria.kernels.gradient;

/** Who does the portions of a piece of work. */
@FunctionalInterface
interface Hands {
    /** Returns when all portions are done. */
    void run(int portions, Portion portion);
}
