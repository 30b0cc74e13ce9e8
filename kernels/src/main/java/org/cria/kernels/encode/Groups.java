package org.cria.kernels.encode;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sixteen groups of values that are fitted side by side: value {@code i} of group {@code g} stands at {@code 16 i + g}. A vector takes as
 * many groups as it has lanes.
 */
final class Groups {
    static final int COUNT = 16;
    static final VectorSpecies<Float> FLOATS = VectorSpecies.of(
            float.class, VectorShape.forBitSize(Math.clamp(FloatVector.SPECIES_PREFERRED.vectorBitSize(), 128, 512)));
    static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
    static final int LANES = FLOATS.length();

    /** Magnitudes below count as zero: their reciprocals would overflow. */
    static final float TINY = 1e-15f;

    /** 1.5 · 2^23: a sum with it has the nearest integer in its low bits, halves to even. */
    private static final float ROUNDER = 12_582_912f;

    /** Values of a group. */
    final int length;

    /** [length, 16] */
    final float[] values;

    /** [length, 16] how much the square of an error counts */
    final float[] weights;

    /** [length, 16] what is stored for each value */
    final int[] codes;

    /** [16] what a group's codes are multiplied by; a fit sets it */
    final float[] scales = new float[COUNT];

    /** [16] what is subtracted then; a fit with minima sets it */
    final float[] minima = new float[COUNT];

    /** [16] the sum of each group's weights; a fit with minima sets it */
    final float[] weightSums = new float[COUNT];

    Groups(int length) {
        this.length = length;
        this.values = new float[length * COUNT];
        this.weights = new float[length * COUNT];
        this.codes = new int[length * COUNT];
    }

    /**
     * Takes up to sixteen groups that follow each other; zeros stand for those that are missing.
     *
     * @param start in {@code source}, of the first group
     * @param count groups, 1 to 16
     */
    void load(float[] source, int start, int count) {
        if (count < COUNT) {
            Arrays.fill(values, 0);
        }
        place(source, start, 0, count, values);
    }

    /** Takes weights of {@code count} groups from {@code first} on; those of missing groups may be anything. */
    void loadWeights(float[] source, int start, int first, int count) {
        place(source, start, first, count, weights);
    }

    private void place(float[] source, int start, int first, int count, float[] target) {
        for (int g = 0; g < count; g++) {
            int from = start + g * length;
            for (int i = 0; i < length; i++) {
                target[i * COUNT + first + g] = source[from + i];
            }
        }
    }

    /** The code of value {@code index} where the groups follow each other. */
    int codeOf(int index) {
        return codes[index % length * COUNT + index / length];
    }

    /** The sum of {@code count} squares, in order. */
    static float energy(float[] values, int start, int count) {
        float sum = 0;
        for (int i = start; i < start + count; i++) {
            sum += values[i] * values[i];
        }
        return sum;
    }

    /** Weights are the squares of the values. */
    void weighBySquares() {
        for (int i = 0; i < values.length; i += LANES) {
            FloatVector x = values(i);
            x.mul(x).intoArray(weights, i);
        }
    }

    /** Weights are the magnitudes. */
    void weighByMagnitudes() {
        for (int i = 0; i < values.length; i += LANES) {
            values(i).abs().intoArray(weights, i);
        }
    }

    /** Weights are the magnitudes, each plus the root of the mean square of its group. */
    void weighByMagnitudesAndNorms() {
        for (int lane = 0; lane < COUNT; lane += LANES) {
            FloatVector sum = FloatVector.zero(FLOATS);
            for (int i = lane; i < values.length; i += COUNT) {
                FloatVector x = values(i);
                sum = sum.add(x.mul(x));
            }
            FloatVector norm = sum.div(length).lanewise(VectorOperators.SQRT);
            for (int i = lane; i < values.length; i += COUNT) {
                norm.add(values(i).abs()).intoArray(weights, i);
            }
        }
    }

    /**
     * Multiplies weights, which are the importance of columns, by {@code √(variance + x²)}.
     *
     * @param variances [16] of each group
     */
    void weighByImportance(float[] variances) {
        for (int lane = 0; lane < COUNT; lane += LANES) {
            FloatVector variance = FloatVector.fromArray(FLOATS, variances, lane);
            for (int i = lane; i < values.length; i += COUNT) {
                FloatVector x = values(i);
                FloatVector root = variance.add(x.mul(x)).lanewise(VectorOperators.SQRT);
                weights(i).mul(root).intoArray(weights, i);
            }
        }
    }

    /**
     * Chooses codes anew for scales as they are stored: {@code (x + minimum) / scale}, where the scale is not zero.
     *
     * @param lowest of the codes before {@code bias} is added
     * @param highest of them
     */
    void encode(float[] storedScales, float[] storedMinima, int lowest, int highest, int bias) {
        for (int lane = 0; lane < COUNT; lane += LANES) {
            FloatVector scale = FloatVector.fromArray(FLOATS, storedScales, lane);
            FloatVector minimum = FloatVector.fromArray(FLOATS, storedMinima, lane);
            VectorMask<Integer> stays = scale.compare(VectorOperators.EQ, 0f).cast(INTS);
            for (int i = lane; i < values.length; i += COUNT) {
                IntVector code =
                        code(values(i).add(minimum).div(scale), lowest, highest).add(bias);
                code.blend(codes(i), stays).intoArray(codes, i);
            }
        }
    }

    FloatVector values(int at) {
        return FloatVector.fromArray(FLOATS, values, at);
    }

    FloatVector weights(int at) {
        return FloatVector.fromArray(FLOATS, weights, at);
    }

    private IntVector codes(int at) {
        return IntVector.fromArray(INTS, codes, at);
    }

    /** The nearest integers, brought into a range. */
    static IntVector code(FloatVector value, int lowest, int highest) {
        return value.add(ROUNDER)
                .reinterpretAsInts()
                .and(0x007F_FFFF)
                .sub(0x0040_0000)
                .min(highest)
                .max(lowest);
    }

    static FloatVector real(IntVector codes) {
        return (FloatVector) codes.convert(VectorOperators.I2F, 0);
    }

    /** The nearest integer of one number. */
    static int nearest(float value) {
        return (Float.floatToRawIntBits(value + ROUNDER) & 0x007F_FFFF) - 0x0040_0000;
    }

    /** Writes each group's value of largest magnitude, with its sign, from a lane on; zero where all are tiny. */
    void findExtremes(int lane, float[] extremes) {
        FloatVector extreme = FloatVector.zero(FLOATS);
        FloatVector largest = extreme;
        for (int i = lane; i < values.length; i += COUNT) {
            FloatVector x = values(i);
            VectorMask<Float> larger = x.abs().compare(VectorOperators.GT, largest);
            largest = largest.blend(x.abs(), larger);
            extreme = extreme.blend(x, larger);
        }
        extreme.blend(0f, largest.compare(VectorOperators.LT, TINY)).intoArray(extremes, lane);
    }
}
