package org.cria.kernels;

import java.util.Arrays;
import java.util.Objects;

/** What a model says about the next token, before any sampler: the logits of all tokens, or of the best few where those are enough. */
public sealed interface Scores {
    /**
     * The logit of every token, a view of one row.
     *
     * @param values [rows, vocabulary] or any part of it; -Infinity rules a token out
     * @param offset in {@code values}, of the logit of token 0
     * @param vocabulary how many tokens there are
     */
    @SuppressWarnings("ArrayRecordComponent") // a view for one step, compared by nobody
    record All(float[] values, int offset, int vocabulary) implements Scores {
        /** @throws IndexOutOfBoundsException if the row is not in {@code values} */
        public All {
            Objects.checkFromIndexSize(offset, vocabulary, values.length);
        }

        /** A row by itself: [vocabulary]. */
        public static All of(float... values) {
            return new All(values, 0, values.length);
        }

        public float logit(int token) {
            return values[offset + Objects.checkIndex(token, vocabulary)];
        }

        /** [vocabulary] a copy. */
        public float[] toArray() {
            return Arrays.copyOfRange(values, offset, offset + vocabulary);
        }
    }

    /**
     * The best few tokens, where a device has picked them so that the others need not leave it.
     *
     * @param ids [count] of the tokens, best first; equal logits go by the lower id
     * @param values [count] their logits
     * @param count how many were asked for, or as many as there are
     * @param logSumExp the logarithm of the sum of the exponentials of all logits, which turns logits into log-probabilities
     */
    @SuppressWarnings("ArrayRecordComponent") // a view for one step, compared by nobody
    record Best(int[] ids, float[] values, int count, float logSumExp) implements Scores {}
}
