package org.cria.kernels.backend;

/** What a forward pass yields. */
public sealed interface Output {
    /**
     * Raw scores of every token.
     *
     * @param values [rows, vocabulary] row-major; owned by the executable and overwritten by its next pass
     * @param rows how many rows wanted an output
     * @param vocabulary values in a row
     */
    @SuppressWarnings("ArrayRecordComponent") // a view for one step, compared by nobody
    record Logits(float[] values, int rows, int vocabulary) implements Output {}
}
