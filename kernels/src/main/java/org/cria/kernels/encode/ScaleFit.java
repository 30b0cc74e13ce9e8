package org.cria.kernels.encode;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Fits a scale to each group: of nineteen that bring the value of largest magnitude to about {@code −range} the one with the least weighted
 * square error, taken with the scale that suits its codes best.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-quants.c">make_qx_quants</a>
 */
final class ScaleFit {
    private static final int TRIES = 9;

    private final Groups groups;
    private final int range;
    private final float[] extremes = new float[Groups.COUNT];
    private final float[] factors = new float[Groups.COUNT];
    private final float[] gains = new float[Groups.COUNT];

    /** @param range codes stand for {@code −range} to {@code range − 1} and are stored with {@code range} added */
    ScaleFit(Groups groups, int range) {
        this.groups = groups;
        this.range = range;
    }

    /** Sets scales and codes; those of a group of zeros are zero. */
    void fit() {
        for (int lane = 0; lane < Groups.COUNT; lane += Groups.LANES) {
            groups.findExtremes(lane, extremes);
            attempt(lane, 0);
            for (int step = -TRIES; step <= TRIES; step++) {
                if (step != 0) {
                    attempt(lane, step);
                }
            }
            encode(lane);
        }
    }

    /** Tries one scale; step 0, the first, is taken as it is. */
    private void attempt(int lane, int step) {
        FloatVector factor = FloatVector.broadcast(Groups.FLOATS, -(range + 0.1f * step))
                .div(FloatVector.fromArray(Groups.FLOATS, extremes, lane));
        FloatVector products = FloatVector.zero(Groups.FLOATS);
        FloatVector squares = products;
        for (int i = lane; i < groups.values.length; i += Groups.COUNT) {
            FloatVector x = groups.values(i);
            FloatVector code = Groups.real(Groups.code(factor.mul(x), -range, range - 1));
            FloatVector weight = groups.weights(i);
            products = products.add(weight.mul(x).mul(code));
            squares = squares.add(weight.mul(code).mul(code));
        }
        if (step == 0) {
            FloatVector scale = products.div(squares).blend(0f, squares.compare(VectorOperators.EQ, 0f));
            keep(lane, factor, scale, scale.mul(products));
            return;
        }
        FloatVector gain = FloatVector.fromArray(Groups.FLOATS, gains, lane);
        VectorMask<Float> better = squares.compare(VectorOperators.GT, 0f)
                .and(products.mul(products).compare(VectorOperators.GT, gain.mul(squares)));
        if (better.anyTrue()) {
            FloatVector scale = products.div(squares);
            keep(
                    lane,
                    FloatVector.fromArray(Groups.FLOATS, factors, lane).blend(factor, better),
                    FloatVector.fromArray(Groups.FLOATS, groups.scales, lane).blend(scale, better),
                    gain.blend(scale.mul(products), better));
        }
    }

    private void keep(int lane, FloatVector factor, FloatVector scale, FloatVector gain) {
        factor.intoArray(factors, lane);
        scale.intoArray(groups.scales, lane);
        gain.intoArray(gains, lane);
    }

    private void encode(int lane) {
        FloatVector factor = FloatVector.fromArray(Groups.FLOATS, factors, lane);
        VectorMask<Float> zero =
                FloatVector.fromArray(Groups.FLOATS, extremes, lane).compare(VectorOperators.EQ, 0f);
        FloatVector.fromArray(Groups.FLOATS, groups.scales, lane)
                .blend(0f, zero)
                .intoArray(groups.scales, lane);
        for (int i = lane; i < groups.values.length; i += Groups.COUNT) {
            IntVector code =
                    Groups.code(factor.mul(groups.values(i)), -range, range - 1).add(range);
            code.blend(0, zero.cast(Groups.INTS)).intoArray(groups.codes, i);
        }
    }
}
