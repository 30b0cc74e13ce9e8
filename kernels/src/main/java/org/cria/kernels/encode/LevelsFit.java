package org.cria.kernels.encode;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Fits a scale to each group whose values take one of 16 unevenly spaced levels: of fifteen that bring the value of largest magnitude to
 * about the lowest level the one with the least weighted square error, taken with the scale that suits its levels best.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-quants.c">quantize_row_iq4_nl_impl</a>
 */
final class LevelsFit {
    private static final int[] LEVELS = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};
    private static final int TRIES = 7;

    private final Groups groups;
    private final float[] extremes = new float[Groups.COUNT];
    private final float[] gains = new float[Groups.COUNT];

    LevelsFit(Groups groups) {
        this.groups = groups;
    }

    /** Sets the scales; that of a group of zeros is zero. */
    void fit() {
        for (int lane = 0; lane < Groups.COUNT; lane += Groups.LANES) {
            groups.findExtremes(lane, extremes);
            FloatVector extreme = FloatVector.fromArray(Groups.FLOATS, extremes, lane);
            FloatVector scale = extreme.neg().div(LEVELS[0]);
            start(lane, FloatVector.broadcast(Groups.FLOATS, 1f).div(scale));
            for (int step = -TRIES; step <= TRIES; step++) {
                attempt(
                        lane,
                        FloatVector.broadcast(Groups.FLOATS, step + LEVELS[0]).div(extreme));
            }
            FloatVector.fromArray(Groups.FLOATS, groups.scales, lane)
                    .blend(0f, extreme.compare(VectorOperators.EQ, 0f))
                    .intoArray(groups.scales, lane);
        }
    }

    /**
     * Sets the codes: of each value times its group's factor the nearest level.
     *
     * @param factors [16]
     */
    void encode(float[] factors) {
        for (int lane = 0; lane < Groups.COUNT; lane += Groups.LANES) {
            FloatVector factor = FloatVector.fromArray(Groups.FLOATS, factors, lane);
            for (int i = lane; i < groups.values.length; i += Groups.COUNT) {
                FloatVector twice = twice(factor.mul(groups.values(i)));
                IntVector code = IntVector.zero(Groups.INTS);
                for (int level = 1; level < LEVELS.length; level++) {
                    code = code.add(1, reaches(twice, level).cast(Groups.INTS));
                }
                code.intoArray(groups.codes, i);
            }
        }
    }

    private void start(int lane, FloatVector factor) {
        FloatVector products = FloatVector.zero(Groups.FLOATS);
        FloatVector squares = products;
        for (int i = lane; i < groups.values.length; i += Groups.COUNT) {
            FloatVector level = level(factor.mul(groups.values(i)));
            FloatVector weighted = groups.weights(i).mul(level);
            products = products.add(weighted.mul(groups.values(i)));
            squares = squares.add(weighted.mul(level));
        }
        FloatVector scale = products.div(squares)
                .blend(0f, squares.compare(VectorOperators.GT, 0f).not());
        scale.intoArray(groups.scales, lane);
        scale.mul(products).intoArray(gains, lane);
    }

    private void attempt(int lane, FloatVector factor) {
        FloatVector products = FloatVector.zero(Groups.FLOATS);
        FloatVector squares = products;
        for (int i = lane; i < groups.values.length; i += Groups.COUNT) {
            FloatVector level = level(factor.mul(groups.values(i)));
            FloatVector weighted = groups.weights(i).mul(level);
            products = products.add(weighted.mul(groups.values(i)));
            squares = squares.add(weighted.mul(level));
        }
        FloatVector gain = FloatVector.fromArray(Groups.FLOATS, gains, lane);
        VectorMask<Float> better = squares.compare(VectorOperators.GT, 0f)
                .and(products.mul(products).compare(VectorOperators.GT, gain.mul(squares)));
        if (better.anyTrue()) {
            FloatVector scale = products.div(squares);
            FloatVector.fromArray(Groups.FLOATS, groups.scales, lane)
                    .blend(scale, better)
                    .intoArray(groups.scales, lane);
            gain.blend(scale.mul(products), better).intoArray(gains, lane);
        }
    }

    /** The nearest level of each number; from the middle between two on it is the upper one. */
    private static FloatVector level(FloatVector scaled) {
        FloatVector twice = twice(scaled);
        FloatVector level = FloatVector.broadcast(Groups.FLOATS, LEVELS[0]);
        for (int i = 1; i < LEVELS.length; i++) {
            level = level.blend(LEVELS[i], reaches(twice, i));
        }
        return level;
    }

    /** Twice a number is exact, and so are twice the middles. */
    private static FloatVector twice(FloatVector number) {
        return number.add(number);
    }

    private static VectorMask<Float> reaches(FloatVector twice, int level) {
        return twice.compare(VectorOperators.GE, LEVELS[level - 1] + LEVELS[level]);
    }
}
