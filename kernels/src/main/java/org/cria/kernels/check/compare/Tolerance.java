package org.cria.kernels.check.compare;

import java.util.List;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/**
 * How far two right results may be apart, relative to the norm of a row.
 *
 * <p>Worst-case bounds of sums say little where sums are long, so roundings count as independent: a sum of n terms is off by about
 * √n·ε of its norm, in each of the two. What else an operator rounds counts like a sum of 1,000 terms: relaxed exponentials, roots
 * and divisions are off by some ten units in the last place, attention adds up as many terms as there are positions. The factor
 * is for rows whose terms cancel, where the result is smaller than what was added up. A term that is missing in a sum of n is
 * √(1/n) of it, and a scale that is a half-precision digit off 5e-4: both are far outside.
 */
final class Tolerance {
    /** Half a unit in the last place of f32. */
    private static final double EPSILON = Math.ulp(1f) / 2;

    private static final double CANCELLING = 8;
    private static final int OTHER_TERMS = 1024;

    /** Half a unit in the last place of fp16: what a cached value may be off by where it is nearly between two. */
    private static final double HALF = 0x1p-11;

    /**
     * A step of Q8_0: what one value of a row may be off by likewise, relative to the largest of its block and so to the row's norm at most.
     * A key's score is then off by a step times a query's value and the scale, and a sum of values by the key's share of that.
     */
    private static final double STEP = 1.0 / 127;

    private Tolerance() {}

    /** Of what steps write to buffers. */
    static double of(List<Step> steps, Settings settings) {
        boolean stores = steps.stream().anyMatch(Step.StoreKv.class::isInstance);
        boolean attends = steps.stream().anyMatch(Step.Attend.class::isInstance);
        return of(steps) + (stores && attends && settings.keys().equals(Formats.Q8_0) ? STEP : 0);
    }

    private static double of(List<Step> steps) {
        int terms = OTHER_TERMS;
        for (Step step : steps) {
            for (Weight.Role role : List.of(Weight.Role.MATRIX, Weight.Role.EXPERTS)) {
                for (Weight matrix : step.weights(role)) {
                    terms = Math.max(terms, matrix.columns());
                }
            }
        }
        return CANCELLING * Math.sqrt(terms) * EPSILON;
    }

    /** Of what they write to a cache. */
    static double ofCache(List<Step> steps, Settings settings) {
        List<Format> formats = List.of(settings.keys(), settings.values());
        boolean exact = formats.stream().allMatch(Formats.F32::equals);
        return of(steps) + (exact ? 0 : HALF) + (formats.contains(Formats.Q8_0) ? STEP : 0);
    }
}
