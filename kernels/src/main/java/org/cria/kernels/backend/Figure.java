package org.cria.kernels.backend;

import java.util.List;

/**
 * A number of a backend's that changes its speed and never what is computed, but for the order of sums: one that suits a device can be
 * found by measuring.
 */
public interface Figure {
    /** For people and in files: {@code lanes}; unlike any other of its backend's. */
    String text();

    /** What tuning may try, in ascending order; 0 and 1 for no and yes. */
    List<Integer> choices();

    /** Whether it changes the speed of an operator. */
    boolean concerns(Operator operator);

    /**
     * Whether it says after how many positions operators of {@link Phase#LONG_DECODE} run, and no longer those of
     * {@link Phase#DECODE}: both are timed after pasts of its choices. Of any other figure, the operators that it concerns are
     * timed with each choice.
     */
    default boolean startsLongPast() {
        return false;
    }
}
