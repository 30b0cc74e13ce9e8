package org.cria.kernels.gradient;

import java.util.List;

/** A step of a program, forward and back. */
interface Derivative {
    /** Makes what the step writes. */
    void forward(Frame frame);

    /** Adds to the gradients of what the step reads and of its trained weights, given those of what it writes. */
    void backward(Frame frame);

    /** Contents whose values the pass back needs. */
    default List<Content> kept() {
        return List.of();
    }

    /** Whether what it makes is made again rather than kept. Then {@link #kept} has all that it reads. */
    default boolean isCheap() {
        return false;
    }
}
