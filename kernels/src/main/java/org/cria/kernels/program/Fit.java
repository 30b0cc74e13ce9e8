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

    /** Refuses a buffer that has no row per token. */
    static void tokens(Buffer buffer, String step) {
        if (buffer.rows() != Buffer.Rows.TOKENS) {
            throw new IllegalArgumentException(step + " '" + buffer.name() + "': a batch brings a row per token");
        }
    }

    /** Refuses two buffers of different shape. */
    static void shape(Buffer expected, Buffer found, String step) {
        count(expected.columns(), found.columns(), step, found.name());
        rows(expected, found, step);
    }

    /** Refuses to turn more values than a head has. */
    static void turn(int dims, int headDims, Buffer x) {
        if (dims > headDims) {
            throw new IllegalArgumentException("rope on '" + x.name() + "' turns " + dims + " of " + headDims);
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
