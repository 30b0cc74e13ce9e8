package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Activations of a few rows that are decoded together, laid out for products that read each weight once for all of them: values times
 * gains, and behind them what each row's results are to be multiplied with. {@link Product} does both for its only row by itself.
 */
public final class JointRows {
    /** The most rows; where there are fewer, the others are zeros. */
    public static final int MOST = 8;

    private JointRows() {}

    /** Numbers of rows of so many columns, scales included. */
    public static int size(int columns) {
        return Math.multiplyExact(MOST, columns + 1);
    }

    /**
     * Where a value is: a column's values side by side where a lane has a weight row for itself; else a row's, the first value of every unit,
     * then the second of every unit, as neighbouring lanes read them.
     */
    private static int at(int row, int c, int columns, int lanes) {
        int units = columns / Encoded.UNIT;
        if (lanes == 1) {
            return c * MOST + row;
        }
        return row * columns + (c < units * Encoded.UNIT ? c % Encoded.UNIT * units + c / Encoded.UNIT : c);
    }

    /** What the results of a row are to be multiplied with. */
    static float scale(FloatArray joint, int columns, int row) {
        return joint.get(MOST * columns + row);
    }

    /**
     * One group per row, the same as those of {@link Product}, so that a norm's sum has the same order.
     *
     * @param x [rows, columns]
     * @param vectors of each layer: gains with an epsilon behind them
     * @param joint [{@link #size}] overwritten
     * @param count {@link Pass#ROWS} or {@link Pass#OUTPUTS}
     * @param gain where a layer's gains begin in its vectors, -1 without norm
     * @param stride numbers of a layer's vectors
     * @param lanes work-items that share a weight row in products
     * @param items of a group
     */
    public static void layOut(
            KernelContext context,
            IntArray pass,
            IntArray layer,
            FloatArray x,
            FloatArray vectors,
            FloatArray joint,
            int count,
            int columns,
            int gain,
            int stride,
            int lanes,
            int items) {
        float[] squares = context.allocateFloatLocalArray(items);
        int item = context.localIdx;
        int lane = item % lanes;
        int row = context.groupIdx;
        int rows = pass.get(count);
        int end = row < rows ? columns : 0;
        int first = row * columns;
        int gainAt = layer.get(0) * stride + gain;
        float norm = 1f;
        if (gain >= 0) {
            float square = 0f;
            for (int i = item; i < end; i += items) {
                square += x.get(first + i) * x.get(first + i);
            }
            squares[item] = square;
            context.localBarrier();
            float total = 0f;
            for (int i = lane; i < items; i += lanes) {
                total += squares[i];
            }
            if (lanes > 1) {
                context.localBarrier();
                squares[item] = total;
                context.localBarrier();
                total = 0f;
                for (int i = 0; i < lanes; i++) {
                    total += squares[i];
                }
            }
            norm = Norm.scale(total, columns, vectors, gainAt);
        }
        for (int c = item; c < columns; c += items) {
            float value = 0f;
            if (row < rows) {
                value = gain < 0 ? x.get(first + c) : x.get(first + c) * vectors.get(gainAt + c);
            }
            joint.set(at(row, c, columns, lanes), value);
        }
        if (item == 0) {
            joint.set(MOST * columns + row, norm);
        }
    }
}
