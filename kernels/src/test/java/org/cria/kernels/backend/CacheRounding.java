package org.cria.kernels.backend;

import java.util.Arrays;
import org.cria.kernels.format.Format;

/**
 * What a cache format makes of values. Where the values are known exactly, so is the result, apart from ties: then the bound
 * is 0 and a comparison is sharp. Otherwise the bound is the format's largest error.
 */
final class CacheRounding {
    /** The relative error of a rounding to fp16. */
    private static final double HALF = 0x1p-11;

    /** The absolute error of a rounding to fp16 where it has no more digits. */
    private static final double SMALLEST_HALF = 0x1p-25;

    /** A quotient this near to a half may round either way: it comes from a product with a rounded inverse. */
    private static final double TIE = 1e-4;

    private CacheRounding() {}

    static DoubleCache.Row of(Format format, Bounded source, int row) {
        int from = row * source.columns();
        double[] values = Arrays.copyOfRange(source.values(), from, from + source.columns());
        double[] bounds = Arrays.copyOfRange(source.bounds(), from, from + source.columns());
        boolean exact = Arrays.stream(bounds).allMatch(b -> b == 0);
        switch (format.name()) {
            case "F32" -> {}
            case "F16" -> halves(values, bounds, exact);
            case "Q8_0" -> {
                for (int start = 0; start < values.length; start += 32) {
                    block(values, bounds, start, exact);
                }
            }
            default -> throw new IllegalArgumentException("no cache in " + format.name());
        }
        return new DoubleCache.Row(values, bounds);
    }

    private static void halves(double[] values, double[] bounds, boolean exact) {
        for (int i = 0; i < values.length; i++) {
            if (exact) {
                values[i] = Float.float16ToFloat(Float.floatToFloat16((float) values[i]));
            } else {
                bounds[i] += (Math.abs(values[i]) + bounds[i]) * HALF + SMALLEST_HALF;
            }
        }
    }

    /** 32 values: the largest magnitude is 127 steps, a step is kept in fp16, halves round away from zero. */
    private static void block(double[] values, double[] bounds, int start, boolean exact) {
        double largest = 0;
        for (int i = start; i < start + 32; i++) {
            largest = Math.max(largest, Math.abs(values[i]) + bounds[i]);
        }
        float step = (float) largest / 127;
        double kept = Float.float16ToFloat(Float.floatToFloat16(step));
        // A division that is off by one unit in the last place may round to the other fp16.
        double other = Math.max(
                Math.abs(kept - Float.float16ToFloat(Float.floatToFloat16(Math.nextUp(step)))),
                Math.abs(kept - Float.float16ToFloat(Float.floatToFloat16(Math.nextDown(step)))));
        for (int i = start; i < start + 32; i++) {
            if (!exact) {
                bounds[i] += step * (0.5 + TIE) + largest * HALF + 127 * SMALLEST_HALF;
                continue;
            }
            double steps = step == 0 ? 0 : Math.abs(values[i]) / step;
            double count = Math.copySign(Math.floor(steps + 0.5), values[i]);
            boolean tie = Math.abs(steps - Math.floor(steps) - 0.5) < TIE;
            values[i] = count * kept;
            bounds[i] = (tie ? kept : 0) + Math.abs(count) * other;
        }
    }
}
