package org.cria.kernels.encode;

import java.util.Arrays;

/**
 * Fits one scale to the scales, or the minima, of a block's groups, all of them positive, and gives each its code.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-quants.c">make_qp_quants</a>
 */
final class BlockScale {
    private static final int TRIES = 4;
    private static final int ROUNDS = 5;

    private final int highest;
    private final int[] codes;

    /**
     * For blocks of {@code count} groups.
     *
     * @param highest code; the lowest is 0
     */
    BlockScale(int count, int highest) {
        this.highest = highest;
        this.codes = new int[count];
    }

    /** What the last {@link #fit} chose for number {@code index}. */
    int code(int index) {
        return codes[index] & 0xFF;
    }

    /**
     * Returns the scale.
     *
     * @param values what is fitted
     * @param start in {@code values} and {@code weights}
     * @param weights how much the square of an error counts
     */
    float fit(float[] values, int start, float[] weights) {
        float largest = 0;
        for (int i = 0; i < codes.length; i++) {
            largest = largest > values[start + i] ? largest : values[start + i];
        }
        if (largest < Groups.TINY) {
            Arrays.fill(codes, 0);
            return 0;
        }
        float factor = factor(values, start, weights, largest);
        float products = 0;
        float squares = 0;
        for (int i = 0; i < codes.length; i++) {
            float weight = weights[start + i];
            float x = values[start + i];
            int code = Math.min(highest, Groups.nearest(factor * x));
            codes[i] = code;
            products += weight * x * code;
            squares += weight * code * code;
        }
        return descend(values, start, weights, products, squares);
    }

    private float factor(float[] values, int start, float[] weights, float largest) {
        float first = highest / largest;
        float best = first;
        float least = 0;
        for (int i = 0; i < codes.length; i++) {
            float difference = values[start + i] - 1 / first * (Groups.nearest(first * values[start + i]) & 0xFF);
            least += weights[start + i] * difference * difference;
        }
        for (int step = -TRIES; step <= TRIES; step++) {
            if (step == 0) {
                continue;
            }
            float factor = (0.1f * step + highest) / largest;
            float scale = 1 / factor;
            float error = 0;
            for (int i = 0; i < codes.length; i++) {
                int code = Math.min(highest, Groups.nearest(factor * values[start + i]));
                float difference = values[start + i] - scale * code;
                error += weights[start + i] * difference * difference;
            }
            if (error < least) {
                least = error;
                best = factor;
            }
        }
        return best;
    }

    /** Changes one code after the other for as long as the error falls. Codes are bytes: a negative one reads as a large one. */
    private float descend(float[] values, int start, float[] weights, float firstProducts, float firstSquares) {
        float products = firstProducts;
        float squares = firstSquares;
        boolean changed = true;
        for (int round = 0; round < ROUNDS && changed; round++) {
            changed = false;
            for (int i = 0; i < codes.length; i++) {
                float weight = weights[start + i];
                float x = values[start + i];
                float otherProducts = products - weight * x * code(i);
                float otherSquares = squares - weight * code(i) * code(i);
                if (!(otherProducts > 0 && otherSquares > 0)) {
                    continue;
                }
                int next = Math.min(highest, Groups.nearest(x * otherSquares / otherProducts));
                if (next == code(i)) {
                    continue;
                }
                otherProducts += weight * x * next;
                otherSquares += weight * next * next;
                if (otherProducts * otherProducts * squares > products * products * otherSquares) {
                    codes[i] = next;
                    products = otherProducts;
                    squares = otherSquares;
                    changed = true;
                }
            }
        }
        return squares > 0 ? products / squares : 0;
    }
}
