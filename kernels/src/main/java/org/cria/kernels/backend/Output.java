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

    /**
     * The best few tokens of one row, where a device has picked them so that the others need not leave it.
     *
     * @param ids [count] of the tokens, best first; equal scores go by the lower id
     * @param values [count] their raw scores
     * @param count how many were asked for, or as many as there are
     * @param logSumExp the logarithm of the sum of the exponentials of all scores, which turns scores into log-probabilities
     */
    @SuppressWarnings("ArrayRecordComponent") // a view for one step, compared by nobody
    record Candidates(int[] ids, float[] values, int count, float logSumExp) implements Output {}
}
