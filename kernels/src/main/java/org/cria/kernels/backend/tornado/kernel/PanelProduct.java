package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Matrix times matrix for prompts on devices whose registers are vectors, as CPUs' are: {@code out[t, r] = Σ_c w[r, c] · x[t, c]}.
 * The activations of 16 tokens lie side by side, so that a weight is decoded once and multiplied with a vector of them.
 */
public final class PanelProduct {
    /** Weight rows of a work-item. */
    public static final int ROWS = 8;
    /** Tokens of a panel, and of a work-item. */
    public static final int TOKENS = 16;

    private PanelProduct() {}

    /**
     * Lays the activations of a panel's tokens side by side, a work-item per value; tokens that are not there are zeros.
     *
     * @param x [tokens, columns]
     * @param panels [panels, columns, 16] overwritten
     * @param count {@link Pass#ROWS} or {@link Pass#OUTPUTS}
     */
    public static void layOut(
            KernelContext context, IntArray pass, FloatArray x, FloatArray panels, int count, int columns) {
        int i = context.globalIdx;
        int tokens = pass.get(count);
        int token = i / (TOKENS * columns) * TOKENS + i % TOKENS;
        if (i / (TOKENS * columns) * TOKENS < tokens) {
            panels.set(i, token < tokens ? x.get(token * columns + i / TOKENS % columns) : 0f);
        }
    }

    /**
     * A work-item per 8 weight rows and panel. Its 128 sums stay in registers as long as every loop over them is unrolled (which
     * needs Graal's ExactFullUnrollMaxNodes raised) and no barrier is in the kernel: 15 GMAC/s on a core of PoCL instead of 3.
     * Every result is one sum over the columns in their order, whatever else is in the batch.
     *
     * @param panels [panels, columns, 16]
     * @param w [layers, rows, columns] packed, in {@code format}
     * @param columns a multiple of 32
     * @param out [tokens, rows] overwritten, or added to
     * @param count {@link Pass#ROWS} or {@link Pass#OUTPUTS}
     * @param add 1 to add to {@code out}
     */
    public static void multiply(
            KernelContext context,
            IntArray pass,
            IntArray layer,
            FloatArray panels,
            IntArray w,
            FloatArray tables,
            FloatArray out,
            int count,
            int columns,
            int rows,
            int format,
            int add) {
        float[] sums = new float[ROWS * TOKENS];
        int blocks = (rows + ROWS - 1) / ROWS;
        int row = context.globalIdx % blocks * ROWS;
        int panel = context.globalIdx / blocks;
        int tokens = Math.min(TOKENS, pass.get(count) - panel * TOKENS);
        int units = columns / Encoded.UNIT;
        int halves = tokens > 0 ? 2 * units : 0;
        int quads = tokens > 0 ? Encoded.HALF / 4 : 0; // not a constant, so that this loop is not unrolled
        int words = Encoded.words(columns, format);
        int first = layer.get(0) * rows;
        for (int i = 0; i < ROWS * TOKENS; i++) {
            sums[i] = 0f;
        }
        for (int half = 0; half < halves; half++) {
            float[] scales = new float[ROWS];
            float[] minima = new float[ROWS];
            for (int r = 0; r < ROWS; r++) {
                int at = (first + Math.min(row + r, rows - 1)) * words;
                scales[r] = Encoded.scale(w, at, units, half >> 1, half & 1, tables, format);
                minima[r] = Encoded.minimum(w, at, units, half >> 1, half & 1, tables, format);
            }
            for (int quad = 0; quad < quads; quad++) {
                int c = (half & 1) * Encoded.HALF + 4 * quad;
                int values = (panel * columns + half * Encoded.HALF + 4 * quad) * TOKENS;
                for (int r = 0; r < ROWS; r++) {
                    int at = (first + Math.min(row + r, rows - 1)) * words;
                    // Four values at once, since a word may hold four: which of them one is must not be computed here.
                    for (int j = 0; j < 4; j++) {
                        float weight =
                                Encoded.quant(w, at, units, half >> 1, c + j, tables, format) * scales[r] - minima[r];
                        for (int t = 0; t < TOKENS; t++) {
                            sums[r * TOKENS + t] += weight * panels.get(values + j * TOKENS + t);
                        }
                    }
                }
            }
        }
        // A loop that stays a loop needs an array of its own: in a register there is no index.
        float[] results = new float[ROWS * TOKENS];
        for (int r = 0; r < ROWS; r++) {
            for (int t = 0; t < TOKENS; t++) {
                results[r * TOKENS + t] = sums[r * TOKENS + t];
            }
        }
        for (int r = 0; r < ROWS; r++) {
            for (int t = 0; t < TOKENS; t++) {
                if (t < tokens && row + r < rows) {
                    int at = (panel * TOKENS + t) * rows + row + r;
                    out.set(at, add == 1 ? out.get(at) + results[r * TOKENS + t] : results[r * TOKENS + t]);
                }
            }
        }
    }
}
