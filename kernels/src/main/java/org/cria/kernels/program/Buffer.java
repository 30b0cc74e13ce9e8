package org.cria.kernels.program;

/**
 * A named f32 activation matrix of the forward pass. Its row count follows the batch, so a program fits every batch.
 *
 * @param name unique within a program
 * @param rows what a row stands for
 * @param columns values in a row
 */
public record Buffer(String name, Rows rows, int columns) {
    /** What the rows of a buffer stand for. */
    public enum Rows {
        /** One row per token of the batch. */
        TOKENS,
        /** One row per token of the batch that wants logits. */
        OUTPUTS
    }

    public Buffer {
        if (columns <= 0) {
            throw new IllegalArgumentException("buffer '" + name + "' has " + columns + " columns");
        }
    }

    public static Buffer ofTokens(String name, int columns) {
        return new Buffer(name, Rows.TOKENS, columns);
    }

    public static Buffer ofOutputs(String name, int columns) {
        return new Buffer(name, Rows.OUTPUTS, columns);
    }
}
