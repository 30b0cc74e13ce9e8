package org.cria.kernels.backend;

import org.cria.kernels.Scores;

/**
 * What a forward pass yields: a row of scores for each row of the batch that wanted one.
 *
 * @param values [rows, columns] row-major, may be longer; owned by the executable and overwritten by its next pass
 * @param rows how many rows wanted an output
 * @param columns values in a row: the vocabulary, or what a part of a program hands on
 */
@SuppressWarnings("ArrayRecordComponent") // a view for one step, compared by nobody
public record Output(float[] values, int rows, int columns) {
    /** One row as what it says about the next token; a view. */
    public Scores.All scores(int row) {
        return new Scores.All(values, row * columns, columns);
    }
}
