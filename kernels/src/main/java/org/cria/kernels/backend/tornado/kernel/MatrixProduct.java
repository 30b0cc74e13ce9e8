package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.ShortArray;

/** Matrix times matrix: {@code out[t, r] = Σ_c w[r, c] · x[t, c]}, for prompts. */
public final class MatrixProduct {
    /** Weight rows and tokens of a group's tile, and columns that it takes in at a time. */
    public static final int TILE = 32;
    /** Weight rows of a work-item. */
    private static final int ROWS = 4;
    /** Tokens of a work-item. */
    private static final int TOKENS = 16;
    /** Work-items of a group. */
    public static final int ITEMS = TILE / ROWS * (TILE / TOKENS);

    private MatrixProduct() {}

    /**
     * One group per tile of 32 weight rows and 32 tokens. It decodes 32 columns of its weights at a time into local memory, brings
     * the activations beside them, and each work-item multiplies 4 rows with 16 tokens. Every result is one sum over the columns in
     * their order, whatever else is in the batch.
     *
     * @param x [tokens, columns]
     * @param w [layers, rows, columns] in {@code format}
     * @param out [tokens, rows] overwritten, or added to
     * @param count {@link Pass#ROWS} or {@link Pass#OUTPUTS}
     * @param add 1 to add to {@code out}
     */
    public static void multiply(
            KernelContext context,
            IntArray pass,
            IntArray layer,
            FloatArray x,
            ShortArray w,
            FloatArray tables,
            FloatArray out,
            int count,
            int columns,
            int rows,
            int format,
            int add) {
        float[] weights = context.allocateFloatLocalArray(TILE * TILE);
        float[] values = context.allocateFloatLocalArray(TILE * TILE);
        float[] sums = new float[ROWS * TOKENS];
        int item = context.localIdx;
        int rowTiles = (rows + TILE - 1) / TILE;
        int firstRow = context.groupIdx % rowTiles * TILE;
        int firstToken = context.groupIdx / rowTiles * TILE;
        int tokens = pass.get(count);
        int width = firstToken < tokens ? columns : 0;
        int ownRow = item % (TILE / ROWS) * ROWS;
        int ownToken = item / (TILE / ROWS) * TOKENS;
        for (int i = 0; i < ROWS * TOKENS; i++) {
            sums[i] = 0f;
        }
        for (int start = 0; start < width; start += TILE) {
            for (int i = item; i < TILE * TILE; i += ITEMS) {
                int column = start + i % TILE;
                int token = firstToken + i / TILE;
                values[i % TILE * TILE + i / TILE] =
                        token < tokens && column < columns ? x.get(token * columns + column) : 0f;
            }
            for (int i = item; i < TILE * TILE / Encoded.RUN; i += ITEMS) {
                int row = firstRow + i % TILE;
                int run = start / Encoded.RUN + i / TILE;
                // What is beyond the matrix is read from inside it and not stored.
                int at = (layer.get(0) * rows + Math.min(row, rows - 1)) * Encoded.words(columns, format);
                int inside = Math.min(run, (columns - 1) / Encoded.RUN);
                float scale = Encoded.scale(w, at, inside, tables, format);
                float minimum = Encoded.minimum(w, at, inside, tables, format);
                for (int c = 0; c < Encoded.RUN; c++) {
                    float value = 0f;
                    if (row < rows && run * Encoded.RUN + c < columns) {
                        value = Encoded.quant(w, at, run, c >> 1, c & 1, tables, format) * scale - minimum;
                    }
                    weights[(i / TILE * Encoded.RUN + c) * TILE + i % TILE] = value;
                }
            }
            context.localBarrier();
            for (int c = 0; c < TILE; c++) {
                for (int r = 0; r < ROWS; r++) {
                    float weight = weights[c * TILE + ownRow + r];
                    for (int t = 0; t < TOKENS; t++) {
                        sums[r * TOKENS + t] += weight * values[c * TILE + ownToken + t];
                    }
                }
            }
            context.localBarrier();
        }
        for (int t = 0; t < TOKENS; t++) {
            int token = firstToken + ownToken + t;
            for (int r = 0; r < ROWS; r++) {
                int row = firstRow + ownRow + r;
                if (token < tokens && row < rows) {
                    float sum = sums[r * TOKENS + t];
                    out.set(token * rows + row, add == 1 ? out.get(token * rows + row) + sum : sum);
                }
            }
        }
    }
}
