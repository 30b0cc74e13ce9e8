package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.collections.VectorFloat8;
import uk.ac.manchester.tornado.api.types.vectors.Float8;

/**
 * {@link JointProduct} on devices whose registers are vectors, as CPUs' are: a column's activations are a vector, and so are the sums of a
 * weight row. Sums have the order of {@link Product} with a lane for each weight row, so that a row has the same bits as alone.
 */
public final class JointPanelProduct {
    /** Weight rows of a work-item. */
    public static final int ROWS = 8;

    private JointPanelProduct() {}

    /**
     * A work-item per 8 weight rows. A unit of each, or half a unit where halves are scaled by themselves, is decoded at a time to an array of
     * its own, the rows side by side, see {@link PanelProduct}.
     *
     * @param joint activations as {@link JointRows} lays them out for a lane
     * @param vectors of each layer: biases
     * @param w [layers, rows, columns] packed, in {@code format}
     * @param out [tokens, rows] overwritten, or added to
     * @param count {@link Pass#ROWS} or {@link Pass#OUTPUTS}
     * @param depth columns that are scaled together: a unit, or half a unit
     * @param bias where a layer's biases begin in its vectors, -1 without
     * @param stride numbers of a layer's vectors
     * @param add 1 to add to {@code out}
     */
    public static void multiply(
            KernelContext context,
            IntArray pass,
            IntArray layer,
            FloatArray joint,
            FloatArray vectors,
            IntArray w,
            FloatArray tables,
            FloatArray out,
            int count,
            int columns,
            int rows,
            int format,
            int depth,
            int bias,
            int stride,
            int add) {
        float[] weights = new float[ROWS * Encoded.UNIT];
        float[] scales = new float[ROWS];
        float[] minima = new float[ROWS];
        int row = context.globalIdx * ROWS;
        int tokens = row < rows ? pass.get(count) : 0;
        int units = columns / Encoded.UNIT;
        int words = Encoded.words(columns, format);
        int firstRow = layer.get(0) * rows;
        // Numbers that only the device knows, so that these loops are not unrolled.
        int end = tokens > 0 ? units * Encoded.UNIT : 0;
        int own = tokens > 0 ? ROWS : 0;
        int deep = tokens > 0 ? depth : 0;
        Float8 sum0 = all(0f);
        Float8 sum1 = all(0f);
        Float8 sum2 = all(0f);
        Float8 sum3 = all(0f);
        Float8 sum4 = all(0f);
        Float8 sum5 = all(0f);
        Float8 sum6 = all(0f);
        Float8 sum7 = all(0f);
        for (int start = 0; start < end; start += depth) {
            int unit = start / Encoded.UNIT;
            int half = start / Encoded.HALF & 1;
            for (int r = 0; r < own; r++) {
                int at = (firstRow + Math.min(row + r, rows - 1)) * words;
                scales[r] = Encoded.scale(w, at, units, unit, half, tables, format);
                // Taken off by a sum: nothing is, where the format has no minimum.
                minima[r] = -Encoded.minimum(w, at, units, unit, half, tables, format);
                for (int k = 0; k < depth; k++) {
                    int c = depth == Encoded.UNIT ? k : half * Encoded.HALF + k;
                    weights[k * ROWS + r] = Encoded.quant(w, at, units, unit, c, tables, format);
                }
            }
            Float8 plain = all(0f);
            Float8 part0 = all(0f);
            Float8 part1 = all(0f);
            Float8 part2 = all(0f);
            Float8 part3 = all(0f);
            Float8 part4 = all(0f);
            Float8 part5 = all(0f);
            Float8 part6 = all(0f);
            Float8 part7 = all(0f);
            for (int k = 0; k < deep; k++) {
                Float8 x = new VectorFloat8(joint).get(start + k);
                plain = Float8.add(plain, x);
                part0 = Float8.add(part0, Float8.mult(x, all(weights[k * ROWS])));
                part1 = Float8.add(part1, Float8.mult(x, all(weights[k * ROWS + 1])));
                part2 = Float8.add(part2, Float8.mult(x, all(weights[k * ROWS + 2])));
                part3 = Float8.add(part3, Float8.mult(x, all(weights[k * ROWS + 3])));
                part4 = Float8.add(part4, Float8.mult(x, all(weights[k * ROWS + 4])));
                part5 = Float8.add(part5, Float8.mult(x, all(weights[k * ROWS + 5])));
                part6 = Float8.add(part6, Float8.mult(x, all(weights[k * ROWS + 6])));
                part7 = Float8.add(part7, Float8.mult(x, all(weights[k * ROWS + 7])));
            }
            sum0 = Float8.add(sum0, scaled(part0, scales[0], plain, minima[0]));
            sum1 = Float8.add(sum1, scaled(part1, scales[1], plain, minima[1]));
            sum2 = Float8.add(sum2, scaled(part2, scales[2], plain, minima[2]));
            sum3 = Float8.add(sum3, scaled(part3, scales[3], plain, minima[3]));
            sum4 = Float8.add(sum4, scaled(part4, scales[4], plain, minima[4]));
            sum5 = Float8.add(sum5, scaled(part5, scales[5], plain, minima[5]));
            sum6 = Float8.add(sum6, scaled(part6, scales[6], plain, minima[6]));
            sum7 = Float8.add(sum7, scaled(part7, scales[7], plain, minima[7]));
        }
        int rest = Encoded.isLoose(format) && tokens > 0 ? columns : 0;
        for (int c = units * Encoded.UNIT; c < rest; c++) {
            for (int r = 0; r < own; r++) {
                int at = (firstRow + Math.min(row + r, rows - 1)) * words;
                scales[r] = Encoded.single(w, at, columns, c, tables, format);
            }
            Float8 x = new VectorFloat8(joint).get(c);
            sum0 = Float8.add(sum0, Float8.mult(x, all(scales[0])));
            sum1 = Float8.add(sum1, Float8.mult(x, all(scales[1])));
            sum2 = Float8.add(sum2, Float8.mult(x, all(scales[2])));
            sum3 = Float8.add(sum3, Float8.mult(x, all(scales[3])));
            sum4 = Float8.add(sum4, Float8.mult(x, all(scales[4])));
            sum5 = Float8.add(sum5, Float8.mult(x, all(scales[5])));
            sum6 = Float8.add(sum6, Float8.mult(x, all(scales[6])));
            sum7 = Float8.add(sum7, Float8.mult(x, all(scales[7])));
        }
        Float8 norms = new VectorFloat8(joint).get(columns);
        int biasAt = layer.get(0) * stride + bias;
        put(out, Float8.mult(sum0, norms), tokens, row, rows, vectors, biasAt, bias, add);
        put(out, Float8.mult(sum1, norms), tokens, row + 1, rows, vectors, biasAt, bias, add);
        put(out, Float8.mult(sum2, norms), tokens, row + 2, rows, vectors, biasAt, bias, add);
        put(out, Float8.mult(sum3, norms), tokens, row + 3, rows, vectors, biasAt, bias, add);
        put(out, Float8.mult(sum4, norms), tokens, row + 4, rows, vectors, biasAt, bias, add);
        put(out, Float8.mult(sum5, norms), tokens, row + 5, rows, vectors, biasAt, bias, add);
        put(out, Float8.mult(sum6, norms), tokens, row + 6, rows, vectors, biasAt, bias, add);
        put(out, Float8.mult(sum7, norms), tokens, row + 7, rows, vectors, biasAt, bias, add);
    }

    private static Float8 all(float value) {
        return new Float8(value, value, value, value, value, value, value, value);
    }

    private static Float8 scaled(Float8 part, float scale, Float8 plain, float minimum) {
        return Float8.add(Float8.mult(part, all(scale)), Float8.mult(plain, all(minimum)));
    }

    /** Stores a weight row's results; TornadoVM takes lanes by constants only. */
    private static void put(
            FloatArray out,
            Float8 results,
            int tokens,
            int row,
            int rows,
            FloatArray vectors,
            int biasAt,
            int bias,
            int add) {
        int to = row < rows ? tokens : 0;
        float shift = bias >= 0 && to > 0 ? vectors.get(biasAt + row) : 0f;
        put(out, results.get(0), 0, to, row, rows, shift, bias, add);
        put(out, results.get(1), 1, to, row, rows, shift, bias, add);
        put(out, results.get(2), 2, to, row, rows, shift, bias, add);
        put(out, results.get(3), 3, to, row, rows, shift, bias, add);
        put(out, results.get(4), 4, to, row, rows, shift, bias, add);
        put(out, results.get(5), 5, to, row, rows, shift, bias, add);
        put(out, results.get(6), 6, to, row, rows, shift, bias, add);
        put(out, results.get(7), 7, to, row, rows, shift, bias, add);
    }

    private static void put(
            FloatArray out, float sum, int token, int tokens, int row, int rows, float shift, int bias, int add) {
        if (token < tokens) {
            int at = token * rows + row;
            float result = bias >= 0 ? sum + shift : sum;
            out.set(at, add == 1 ? result + out.get(at) : result);
        }
    }
}
