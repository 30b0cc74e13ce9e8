package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Matrix times matrix: {@code out[t, r] = Σ_c w[r, c] · x[t, c]}, for prompts. */
public final class MatrixProduct {
    /** Weight rows and tokens of a group's tile. */
    public static final int TILE = 64;
    /** Columns that it takes in at a time: a unit. */
    private static final int DEPTH = Encoded.UNIT;
    /** Weight rows of a work-item. */
    private static final int ROWS = 8;
    /** Tokens of a work-item. */
    private static final int TOKENS = 4;
    /** Work-items of a group. */
    public static final int ITEMS = TILE / ROWS * (TILE / TOKENS);
    /** Columns of a row that a work-item decodes. */
    private static final int PIECE = 8;
    /** From a column's activations to the next one's: a word more than there are, so that a warp's stores meet in no bank. */
    private static final int STRIDE = TILE + 1;

    private MatrixProduct() {}

    /**
     * One group per tile of 64 weight rows and 64 tokens. It decodes 32 columns of its weights at a time into local memory, brings
     * the activations beside them, and each work-item multiplies 8 rows with 4 tokens. Every result is one sum over the columns in
     * their order, whatever else is in the batch.
     *
     * @param x [tokens, columns]
     * @param w [layers, rows, columns] packed, in {@code format}
     * @param out [tokens, rows] overwritten, or added to
     * @param count {@link Pass#ROWS} or {@link Pass#OUTPUTS}
     * @param add 1 to add to {@code out}
     */
    public static void multiply(
            KernelContext context,
            IntArray pass,
            IntArray layer,
            FloatArray x,
            IntArray w,
            FloatArray tables,
            FloatArray out,
            int count,
            int columns,
            int rows,
            int format,
            int add) {
        float[] weights = context.allocateFloatLocalArray(DEPTH * TILE);
        float[] values = context.allocateFloatLocalArray(DEPTH * STRIDE);
        float[] sums = new float[ROWS * TOKENS];
        int item = context.localIdx;
        int rowTiles = (rows + TILE - 1) / TILE;
        int firstRow = context.groupIdx % rowTiles * TILE;
        int firstToken = context.groupIdx / rowTiles * TILE;
        int tokens = pass.get(count);
        int width = firstToken < tokens ? columns : 0;
        int ownRow = item % (TILE / ROWS);
        int ownToken = item / (TILE / ROWS) * TOKENS;
        // Not a constant, so that the loop over columns is not unrolled; tokens that are not there cost nothing.
        int depth = firstToken + ownToken < tokens ? DEPTH : 0;
        for (int i = 0; i < ROWS * TOKENS; i++) {
            sums[i] = 0f;
        }
        for (int start = 0; start < width; start += DEPTH) {
            for (int i = item; i < TILE * DEPTH; i += ITEMS) {
                int column = start + i % DEPTH;
                int token = firstToken + i / DEPTH;
                values[i % DEPTH * STRIDE + i / DEPTH] =
                        token < tokens && column < columns ? x.get(token * columns + column) : 0f;
            }
            for (int i = item; i < TILE * DEPTH / PIECE; i += ITEMS) {
                int row = firstRow + i % TILE;
                int c = i / TILE * PIECE;
                // What is beyond the matrix is read from inside it and not stored.
                int at = (layer.get(0) * rows + Math.min(row, rows - 1)) * Encoded.words(columns, format);
                for (int j = 0; j < PIECE; j++) {
                    int column = start + c + j;
                    weights[(c + j) * TILE + i % TILE] =
                            column < columns ? Encoded.value(w, at, columns, column, tables, format) : 0f;
                }
            }
            context.localBarrier();
            for (int c = 0; c < depth; c++) {
                for (int r = 0; r < ROWS; r++) {
                    float weight = weights[c * TILE + r * (TILE / ROWS) + ownRow];
                    for (int t = 0; t < TOKENS; t++) {
                        sums[r * TOKENS + t] += weight * values[c * STRIDE + ownToken + t];
                    }
                }
            }
            context.localBarrier();
        }
        for (int t = 0; t < TOKENS; t++) {
            int token = firstToken + ownToken + t;
            for (int r = 0; r < ROWS; r++) {
                int row = firstRow + r * (TILE / ROWS) + ownRow;
                if (token < tokens && row < rows) {
                    float sum = sums[r * TOKENS + t];
                    out.set(token * rows + row, add == 1 ? out.get(token * rows + row) + sum : sum);
                }
            }
        }
    }
}
