package org.cria.kernels.encode;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Fits a scale and a minimum, at most zero, to each group: of several scales the one with the least weighted error, taken with the scale
 * and the minimum that suit its codes best. Each try starts from the minimum of the best one before.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-quants.c">make_qkx2_quants, make_qkx3_quants</a>
 */
final class MinimumFit {
    /**
     * What is tried.
     *
     * @param first added to the highest code for the first scale
     * @param step added more for each of the following ones
     * @param steps how many follow
     * @param absolute whether errors count by their magnitude, else by their square
     */
    record Search(float first, float step, int steps, boolean absolute) {
        /** With the importance of columns known, a finer search pays. */
        static final Search BY_IMPORTANCE = new Search(-0.9f, 0.05f, 36, false);
    }

    private final Groups groups;
    private final int highest;
    private final float[] spare;
    private final float[] largest = new float[Groups.COUNT];
    private final float[] sums = new float[Groups.COUNT];
    private final float[] errors = new float[Groups.COUNT];
    private final float[] factors = new float[Groups.COUNT];
    private final float[] offsets = new float[Groups.COUNT];
    private final float[] triedFactors = new float[Groups.COUNT];
    private final float[] triedScales = new float[Groups.COUNT];
    private final float[] triedMinima = new float[Groups.COUNT];
    private final float[] triedErrors = new float[Groups.COUNT];

    /** @param highest code; the lowest is 0 */
    MinimumFit(Groups groups, int highest) {
        this.groups = groups;
        this.highest = highest;
        this.spare = new float[groups.values.length];
    }

    /** Sets scales, minima (with the sign that makes them positive), sums of weights, and codes. */
    void fit(Search search) {
        for (int lane = 0; lane < Groups.COUNT; lane += Groups.LANES) {
            findRange(lane);
            start(lane, search.absolute());
            for (int step = 0; step <= search.steps(); step++) {
                attempt(lane, search.first() + search.step() * step + highest);
                if (measure(lane, search.absolute())) {
                    keep(lane);
                }
            }
            encode(lane);
        }
    }

    private void findRange(int lane) {
        FloatVector lowest = groups.values(lane);
        FloatVector greatest = lowest;
        FloatVector weightSum = groups.weights(lane);
        FloatVector sum = weightSum.mul(lowest);
        for (int i = lane + Groups.COUNT; i < groups.values.length; i += Groups.COUNT) {
            FloatVector x = groups.values(i);
            FloatVector weight = groups.weights(i);
            lowest = lowest.blend(x, x.compare(VectorOperators.LT, lowest));
            greatest = greatest.blend(x, x.compare(VectorOperators.GT, greatest));
            weightSum = weightSum.add(weight);
            sum = sum.add(weight.mul(x));
        }
        lowest.blend(0f, lowest.compare(VectorOperators.GT, 0f)).intoArray(groups.minima, lane);
        greatest.intoArray(largest, lane);
        weightSum.intoArray(groups.weightSums, lane);
        sum.intoArray(sums, lane);
    }

    /** The scale that spreads the codes over the range. */
    private void start(int lane, boolean absolute) {
        FloatVector minimum = FloatVector.fromArray(Groups.FLOATS, groups.minima, lane);
        FloatVector factor = FloatVector.broadcast(Groups.FLOATS, highest)
                .div(FloatVector.fromArray(Groups.FLOATS, largest, lane).sub(minimum));
        for (int i = lane; i < groups.values.length; i += Groups.COUNT) {
            Groups.real(Groups.code(factor.mul(groups.values(i).sub(minimum)), 0, highest))
                    .intoArray(spare, i);
        }
        FloatVector.broadcast(Groups.FLOATS, 1f).div(factor).intoArray(triedScales, lane);
        minimum.intoArray(triedMinima, lane);
        factor.intoArray(triedFactors, lane);
        FloatVector.broadcast(Groups.FLOATS, Float.POSITIVE_INFINITY).intoArray(errors, lane);
        measure(lane, absolute);
        keep(lane);
    }

    /**
     * Sets the codes of one scale, and the scale and the minimum that suit them best. What is tried and what it is worth are methods of
     * their own: one with both has too many nodes for the compiler, which then allocates a vector for each value.
     */
    private void attempt(int lane, float spread) {
        FloatVector minimum = FloatVector.fromArray(Groups.FLOATS, groups.minima, lane);
        FloatVector factor = FloatVector.broadcast(Groups.FLOATS, spread)
                .div(FloatVector.fromArray(Groups.FLOATS, largest, lane).sub(minimum));
        FloatVector codes = FloatVector.zero(Groups.FLOATS);
        FloatVector squares = codes;
        FloatVector products = codes;
        for (int i = lane; i < groups.values.length; i += Groups.COUNT) {
            FloatVector x = groups.values(i);
            FloatVector code = Groups.real(Groups.code(factor.mul(x.sub(minimum)), 0, highest));
            code.intoArray(spare, i);
            FloatVector weighted = groups.weights(i).mul(code);
            codes = codes.add(weighted);
            squares = squares.add(weighted.mul(code));
            products = products.add(weighted.mul(x));
        }
        FloatVector weightSum = FloatVector.fromArray(Groups.FLOATS, groups.weightSums, lane);
        FloatVector sum = FloatVector.fromArray(Groups.FLOATS, sums, lane);
        FloatVector determinant = weightSum.mul(squares).sub(codes.mul(codes));
        FloatVector scale = weightSum.mul(products).sub(sum.mul(codes)).div(determinant);
        FloatVector shift = squares.mul(sum).sub(codes.mul(products)).div(determinant);
        VectorMask<Float> above = shift.compare(VectorOperators.GT, 0f);
        scale.blend(products.div(squares), above)
                .blend(Float.NaN, determinant.compare(VectorOperators.GT, 0f).not())
                .intoArray(triedScales, lane);
        shift.blend(0f, above).intoArray(triedMinima, lane);
        factor.intoArray(triedFactors, lane);
    }

    /** Measures the error of the codes that were tried. Returns whether it is less than the least so far in any group. */
    private boolean measure(int lane, boolean absolute) {
        FloatVector scale = FloatVector.fromArray(Groups.FLOATS, triedScales, lane);
        FloatVector shift = FloatVector.fromArray(Groups.FLOATS, triedMinima, lane);
        FloatVector error = FloatVector.zero(Groups.FLOATS);
        for (int i = lane; i < spare.length; i += Groups.COUNT) {
            FloatVector difference = scale.mul(FloatVector.fromArray(Groups.FLOATS, spare, i))
                    .add(shift)
                    .sub(groups.values(i));
            FloatVector loss = absolute ? difference.abs() : difference.mul(difference);
            error = error.add(groups.weights(i).mul(loss));
        }
        error.intoArray(triedErrors, lane);
        return error.compare(VectorOperators.LT, FloatVector.fromArray(Groups.FLOATS, errors, lane))
                .anyTrue();
    }

    /** Takes what was tried where it is better; an error that is no number is not. */
    private void keep(int lane) {
        for (int g = lane; g < lane + Groups.LANES; g++) {
            if (triedErrors[g] < errors[g]) {
                errors[g] = triedErrors[g];
                groups.scales[g] = triedScales[g];
                factors[g] = triedFactors[g];
                offsets[g] = groups.minima[g];
                groups.minima[g] = triedMinima[g];
            }
        }
    }

    private void encode(int lane) {
        FloatVector factor = FloatVector.fromArray(Groups.FLOATS, factors, lane);
        FloatVector offset = FloatVector.fromArray(Groups.FLOATS, offsets, lane);
        FloatVector minimum = FloatVector.fromArray(Groups.FLOATS, groups.minima, lane);
        // A group without a range has its one value as the minimum: nothing was better than an error that is no number.
        VectorMask<Float> flat =
                FloatVector.fromArray(Groups.FLOATS, largest, lane).eq(offset);
        FloatVector.fromArray(Groups.FLOATS, groups.scales, lane)
                .blend(0f, flat)
                .intoArray(groups.scales, lane);
        minimum.neg().intoArray(groups.minima, lane);
        for (int i = lane; i < groups.values.length; i += Groups.COUNT) {
            Groups.code(factor.mul(groups.values(i).sub(offset)), 0, highest)
                    .blend(0, flat.cast(Groups.INTS))
                    .intoArray(groups.codes, i);
        }
    }
}
