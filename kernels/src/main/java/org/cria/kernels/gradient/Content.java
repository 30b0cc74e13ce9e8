package org.cria.kernels.gradient;

import org.cria.kernels.program.Buffer;

/**
 * What a buffer holds between two writes.
 *
 * @param number from 0, in the order in which contents are written
 */
record Content(int number, Buffer buffer) {
    int columns() {
        return buffer.columns();
    }

    boolean isOfTokens() {
        return buffer.rows() == Buffer.Rows.TOKENS;
    }
}
