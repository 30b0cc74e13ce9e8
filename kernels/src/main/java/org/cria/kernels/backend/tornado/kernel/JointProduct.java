package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Matrix times the activations of a few rows, {@code out[t, r] = Σ_c w[r, c] · x[t, c]}: each weight is decoded once for all rows. Sums have
 * the order of {@link Product}, so that a row has the same bits as alone.
 */
public final class JointProduct {
    /** Weight rows of one lane. */
    public static final int ROWS_PER_LANE = 4;
    /** Columns whose loop is unrolled: what a word of a unit has in the densest format, and half of it in the others. */
    private static final int STEP = 4;

    /** The most work-items of a group, for the sake of local memory: 16.5 KiB. */
    private static final int MOST_ITEMS = 128;

    private JointProduct() {}

    /** Work-items of a group, a multiple of lanes. */
    public static int items(int lanes) {
        return MOST_ITEMS / lanes * lanes;
    }

    /**
     * Four weight rows per {@code lanes} work-items, more than one, which share the units of each row.
     *
     * @param joint activations as {@link JointRows} lays them out
     * @param vectors of each layer: biases
     * @param w [layers, rows, columns] packed, in {@code format}
     * @param out [tokens, rows] overwritten, or added to
     * @param count {@link Pass#ROWS} or {@link Pass#OUTPUTS}
     * @param halved 1 where halves of a unit are scaled by themselves, also if the format has one scale for both
     * @param bias where a layer's biases begin in its vectors, -1 without
     * @param stride numbers of a layer's vectors
     * @param add 1 to add to {@code out}
     * @param lanes work-items that share a weight row
     * @param items of a group
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
            int halved,
            int bias,
            int stride,
            int add,
            int lanes,
            int items) {
        float[] shares = context.allocateFloatLocalArray(items * (ROWS_PER_LANE * JointRows.MOST + 1));
        float[] sums = new float[ROWS_PER_LANE * JointRows.MOST];
        float[] parts = new float[ROWS_PER_LANE * JointRows.MOST];
        float[] plain = new float[JointRows.MOST];
        float[] weights = new float[ROWS_PER_LANE];
        int item = context.localIdx;
        int lane = item % lanes;
        int row = (context.groupIdx * (items / lanes) + item / lanes) * ROWS_PER_LANE;
        int tokens = pass.get(count);
        int units = columns / Encoded.UNIT;
        int words = Encoded.words(columns, format);
        int first = layer.get(0) * rows;
        // Beyond the last row the last one is computed again, and not stored.
        int at0 = (first + Math.min(row, rows - 1)) * words;
        int at1 = (first + Math.min(row + 1, rows - 1)) * words;
        int at2 = (first + Math.min(row + 2, rows - 1)) * words;
        int at3 = (first + Math.min(row + 3, rows - 1)) * words;
        // Numbers that only the device knows, so that these loops are not unrolled.
        int end = tokens > 0 ? units : 0;
        int pieces = tokens > 0 ? 1 + halved : 0;
        int steps = tokens > 0 ? Encoded.UNIT / STEP / (1 + halved) : 0;
        for (int i = 0; i < ROWS_PER_LANE * JointRows.MOST; i++) {
            sums[i] = 0f;
        }
        for (int unit = lane; unit < end; unit += lanes) {
            for (int piece = 0; piece < pieces; piece++) {
                for (int i = 0; i < ROWS_PER_LANE * JointRows.MOST; i++) {
                    parts[i] = 0f;
                }
                for (int t = 0; t < JointRows.MOST; t++) {
                    plain[t] = 0f;
                }
                for (int step = 0; step < steps; step++) {
                    for (int i = 0; i < STEP; i++) {
                        int c = piece * Encoded.HALF + step * STEP + i;
                        weights[0] = Encoded.quant(w, at0, units, unit, c, tables, format);
                        weights[1] = Encoded.quant(w, at1, units, unit, c, tables, format);
                        weights[2] = Encoded.quant(w, at2, units, unit, c, tables, format);
                        weights[3] = Encoded.quant(w, at3, units, unit, c, tables, format);
                        for (int t = 0; t < JointRows.MOST; t++) {
                            float value = joint.get(t * columns + c * units + unit);
                            if (Encoded.hasMinimum(format)) {
                                plain[t] += value;
                            }
                            for (int r = 0; r < ROWS_PER_LANE; r++) {
                                parts[r * JointRows.MOST + t] += weights[r] * value;
                            }
                        }
                    }
                }
                weights[0] = Encoded.scale(w, at0, units, unit, piece, tables, format);
                weights[1] = Encoded.scale(w, at1, units, unit, piece, tables, format);
                weights[2] = Encoded.scale(w, at2, units, unit, piece, tables, format);
                weights[3] = Encoded.scale(w, at3, units, unit, piece, tables, format);
                for (int i = 0; i < ROWS_PER_LANE * JointRows.MOST; i++) {
                    parts[i] *= weights[i / JointRows.MOST];
                }
                if (Encoded.hasMinimum(format)) {
                    weights[0] = Encoded.minimum(w, at0, units, unit, piece, tables, format);
                    weights[1] = Encoded.minimum(w, at1, units, unit, piece, tables, format);
                    weights[2] = Encoded.minimum(w, at2, units, unit, piece, tables, format);
                    weights[3] = Encoded.minimum(w, at3, units, unit, piece, tables, format);
                    for (int i = 0; i < ROWS_PER_LANE * JointRows.MOST; i++) {
                        parts[i] -= plain[i % JointRows.MOST] * weights[i / JointRows.MOST];
                    }
                }
                for (int i = 0; i < ROWS_PER_LANE * JointRows.MOST; i++) {
                    sums[i] += parts[i];
                }
            }
        }
        int rest = Encoded.isLoose(format) && tokens > 0 ? columns : 0;
        for (int c = units * Encoded.UNIT + lane; c < rest; c += lanes) {
            weights[0] = Encoded.single(w, at0, columns, c, tables, format);
            weights[1] = Encoded.single(w, at1, columns, c, tables, format);
            weights[2] = Encoded.single(w, at2, columns, c, tables, format);
            weights[3] = Encoded.single(w, at3, columns, c, tables, format);
            for (int i = 0; i < ROWS_PER_LANE * JointRows.MOST; i++) {
                sums[i] += weights[i / JointRows.MOST] * joint.get(i % JointRows.MOST * columns + c);
            }
        }
        for (int i = 0; i < ROWS_PER_LANE * JointRows.MOST; i++) {
            shares[item * (ROWS_PER_LANE * JointRows.MOST + 1) + i] = sums[i];
        }
        context.localBarrier();
        int own = layer.get(0) * stride + bias;
        for (int i = lane; i < ROWS_PER_LANE * JointRows.MOST; i += lanes) {
            float sum = 0f;
            for (int other = 0; other < lanes; other++) {
                sum += shares[(item - lane + other) * (ROWS_PER_LANE * JointRows.MOST + 1) + i];
            }
            int token = i % JointRows.MOST;
            int result = row + i / JointRows.MOST;
            if (token < tokens && result < rows) {
                float value = sum * JointRows.scale(joint, columns, token);
                if (bias >= 0) {
                    value += vectors.get(own + result);
                }
                if (add == 1) {
                    value += out.get(token * rows + result);
                }
                out.set(token * rows + result, value);
            }
        }
    }
}
