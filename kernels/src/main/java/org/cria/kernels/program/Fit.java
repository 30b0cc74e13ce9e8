package org.cria.kernels.program;

/** What steps check when they are made. */
final class Fit {
    private Fit() {}

    /** Refuses two buffers of which one has a row per token and the other one per output. */
    static void rows(Buffer a, Buffer b, String step) {
        if (a.rows() != b.rows()) {
            throw new IllegalArgumentException(step + " with '" + a.name() + "' and '" + b.name()
                    + "': one has a row per token, the other per output");
        }
    }

    /** Refuses a number of rows or columns that is not the expected one. */
    static void count(int expected, int found, String step, String operand) {
        if (expected != found) {
            throw new IllegalArgumentException(
                    step + " with '" + operand + "': expected " + expected + ", found " + found);
        }
    }
}
