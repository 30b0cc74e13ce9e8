package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat16;
import uk.ac.manchester.tornado.api.types.vectors.Float16;

/**
 * Matrix times matrix for prompts on devices whose registers are vectors, as CPUs' are: {@code out[t, r] = Σ_c w[r, c] · x[t, c]}.
 * The activations of 16 tokens lie side by side, so that a weight is decoded once and multiplied with vectors of them.
 */
public final class PanelProduct {
    /** Weight rows of a work-item. */
    public static final int ROWS = 8;
    /** Tokens of a work-item: two panels. */
    public static final int TOKENS = 32;
    /** Tokens of a panel. */
    private static final int LANES = 16;

    private PanelProduct() {}

    /**
     * Lays the activations of a panel's tokens side by side, a work-item per value; tokens that are not there are zeros, up to whole pairs of panels.
     *
     * @param x [tokens, columns]
     * @param panels [panels, columns, 16] overwritten
     * @param count {@link Pass#ROWS} or {@link Pass#OUTPUTS}
     */
    public static void layOut(
            KernelContext context, IntArray pass, FloatArray x, FloatArray panels, int count, int columns) {
        int i = context.globalIdx;
        int tokens = pass.get(count);
        int token = i / (LANES * columns) * LANES + i % LANES;
        if (i / (TOKENS * columns) * TOKENS < tokens) {
            panels.set(i, token < tokens ? x.get(token * columns + i / LANES % columns) : 0f);
        }
    }

    /**
     * A work-item per 8 weight rows and pair of panels. Its sums are vectors of a panel's tokens, and stay in registers. Half a unit of its
     * rows is decoded at a time to an array of its own: compilers see neighbours there, which they do not in TornadoVM's addresses. Activations
     * are loaded as vectors for the same reason.
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
        float[] weights = new float[ROWS * Encoded.HALF];
        int blocks = (rows + ROWS - 1) / ROWS;
        int row = context.globalIdx % blocks * ROWS;
        int pair = context.globalIdx / blocks;
        int from = pair * TOKENS;
        int tokens = pass.get(count);
        int units = columns / Encoded.UNIT;
        // Numbers that only the device knows, so that these loops are not unrolled.
        int halves = from < tokens ? 2 * units : 0;
        int own = from < tokens ? ROWS : 0;
        int depth = from < tokens ? Encoded.HALF : 0;
        int words = Encoded.words(columns, format);
        int firstRow = layer.get(0) * rows;
        int firstPanel = TOKENS / LANES * pair * columns;
        int secondPanel = firstPanel + columns;
        Float16 first0 = all(0f);
        Float16 second0 = all(0f);
        Float16 first1 = all(0f);
        Float16 second1 = all(0f);
        Float16 first2 = all(0f);
        Float16 second2 = all(0f);
        Float16 first3 = all(0f);
        Float16 second3 = all(0f);
        Float16 first4 = all(0f);
        Float16 second4 = all(0f);
        Float16 first5 = all(0f);
        Float16 second5 = all(0f);
        Float16 first6 = all(0f);
        Float16 second6 = all(0f);
        Float16 first7 = all(0f);
        Float16 second7 = all(0f);
        for (int half = 0; half < halves; half++) {
            for (int r = 0; r < own; r++) {
                int at = (firstRow + Math.min(row + r, rows - 1)) * words;
                float scale = Encoded.scale(w, at, units, half >> 1, half & 1, tables, format);
                float minimum = Encoded.minimum(w, at, units, half >> 1, half & 1, tables, format);
                for (int k = 0; k < Encoded.HALF; k++) {
                    int c = (half & 1) * Encoded.HALF + k;
                    // Rows side by side: the loop over them becomes vectors.
                    weights[k * ROWS + r] = Encoded.quant(w, at, units, half >> 1, c, tables, format) * scale - minimum;
                }
            }
            for (int k = 0; k < depth; k++) {
                int column = half * Encoded.HALF + k;
                Float16 first = new VectorFloat16(panels).get(firstPanel + column);
                Float16 second = new VectorFloat16(panels).get(secondPanel + column);
                Float16 weight0 = all(weights[k * ROWS]);
                first0 = Float16.add(first0, Float16.mult(first, weight0));
                second0 = Float16.add(second0, Float16.mult(second, weight0));
                Float16 weight1 = all(weights[k * ROWS + 1]);
                first1 = Float16.add(first1, Float16.mult(first, weight1));
                second1 = Float16.add(second1, Float16.mult(second, weight1));
                Float16 weight2 = all(weights[k * ROWS + 2]);
                first2 = Float16.add(first2, Float16.mult(first, weight2));
                second2 = Float16.add(second2, Float16.mult(second, weight2));
                Float16 weight3 = all(weights[k * ROWS + 3]);
                first3 = Float16.add(first3, Float16.mult(first, weight3));
                second3 = Float16.add(second3, Float16.mult(second, weight3));
                Float16 weight4 = all(weights[k * ROWS + 4]);
                first4 = Float16.add(first4, Float16.mult(first, weight4));
                second4 = Float16.add(second4, Float16.mult(second, weight4));
                Float16 weight5 = all(weights[k * ROWS + 5]);
                first5 = Float16.add(first5, Float16.mult(first, weight5));
                second5 = Float16.add(second5, Float16.mult(second, weight5));
                Float16 weight6 = all(weights[k * ROWS + 6]);
                first6 = Float16.add(first6, Float16.mult(first, weight6));
                second6 = Float16.add(second6, Float16.mult(second, weight6));
                Float16 weight7 = all(weights[k * ROWS + 7]);
                first7 = Float16.add(first7, Float16.mult(first, weight7));
                second7 = Float16.add(second7, Float16.mult(second, weight7));
            }
        }
        put(out, first0, from, tokens, row, rows, add);
        put(out, second0, from + LANES, tokens, row, rows, add);
        put(out, first1, from, tokens, row + 1, rows, add);
        put(out, second1, from + LANES, tokens, row + 1, rows, add);
        put(out, first2, from, tokens, row + 2, rows, add);
        put(out, second2, from + LANES, tokens, row + 2, rows, add);
        put(out, first3, from, tokens, row + 3, rows, add);
        put(out, second3, from + LANES, tokens, row + 3, rows, add);
        put(out, first4, from, tokens, row + 4, rows, add);
        put(out, second4, from + LANES, tokens, row + 4, rows, add);
        put(out, first5, from, tokens, row + 5, rows, add);
        put(out, second5, from + LANES, tokens, row + 5, rows, add);
        put(out, first6, from, tokens, row + 6, rows, add);
        put(out, second6, from + LANES, tokens, row + 6, rows, add);
        put(out, first7, from, tokens, row + 7, rows, add);
        put(out, second7, from + LANES, tokens, row + 7, rows, add);
    }

    private static Float16 all(float value) {
        return new Float16(
                value, value, value, value, value, value, value, value, value, value, value, value, value, value, value,
                value);
    }

    /** Stores the sums of a row and a panel's tokens; TornadoVM takes lanes by constants only. */
    private static void put(FloatArray out, Float16 sums, int token, int tokens, int row, int rows, int add) {
        int to = row < rows ? tokens : 0;
        put(out, sums.get(0), token, to, row, rows, add);
        put(out, sums.get(1), token + 1, to, row, rows, add);
        put(out, sums.get(2), token + 2, to, row, rows, add);
        put(out, sums.get(3), token + 3, to, row, rows, add);
        put(out, sums.get(4), token + 4, to, row, rows, add);
        put(out, sums.get(5), token + 5, to, row, rows, add);
        put(out, sums.get(6), token + 6, to, row, rows, add);
        put(out, sums.get(7), token + 7, to, row, rows, add);
        put(out, sums.get(8), token + 8, to, row, rows, add);
        put(out, sums.get(9), token + 9, to, row, rows, add);
        put(out, sums.get(10), token + 10, to, row, rows, add);
        put(out, sums.get(11), token + 11, to, row, rows, add);
        put(out, sums.get(12), token + 12, to, row, rows, add);
        put(out, sums.get(13), token + 13, to, row, rows, add);
        put(out, sums.get(14), token + 14, to, row, rows, add);
        put(out, sums.get(15), token + 15, to, row, rows, add);
    }

    private static void put(FloatArray out, float sum, int token, int tokens, int row, int rows, int add) {
        if (token < tokens) {
            int at = token * rows + row;
            out.set(at, add == 1 ? out.get(at) + sum : sum);
        }
    }
}
