package org.cria.kernels.backend;

/** How rows go through a program: each phase has kernels that suit it, and all share weights, cache and buffers. */
public enum Phase {
    /** The newest token of each sequence, row by row: matrix times vector. */
    DECODE("decode"),
    /** The same after so many tokens that their attention is split. No batch says so: a device sees it by a row's position. */
    LONG_DECODE("decode with a long past"),
    /** The newest tokens of several sequences, which read the weights once. No batch says so: a device sees it by the number of rows. */
    JOINT_DECODE("decode of several sequences"),
    /** Many known tokens at a time: matrix times matrix. */
    PREFILL("prefill");

    private final String text;

    Phase(String text) {
        this.text = text;
    }

    /** Whether rows are newest tokens. */
    public boolean decoding() {
        return this != PREFILL;
    }

    /** Whether rows go one by one. */
    public boolean alone() {
        return this == DECODE || this == LONG_DECODE;
    }

    /** This phase as a {@link Batch} says it. */
    public Phase ofBatch() {
        return decoding() ? DECODE : PREFILL;
    }

    @Override
    public String toString() {
        return text;
    }
}
