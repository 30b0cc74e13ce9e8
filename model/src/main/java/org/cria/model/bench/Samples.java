package org.cria.model.bench;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * The times of one test.
 *
 * @param tokens of each repetition
 * @param nanos of each repetition
 */
public record Samples(int tokens, List<Long> nanos) {
    public Samples {
        nanos = List.copyOf(nanos);
    }

    /** Tokens per second of each repetition. */
    public List<Double> speeds() {
        return nanos.stream().map(time -> tokens * 1e9 / Math.max(1, time)).toList();
    }

    public long meanNanos() {
        return nanos.isEmpty() ? 0 : LongStream.of(times()).sum() / nanos.size();
    }

    public long deviationNanos() {
        return (long) deviation(LongStream.of(times()).asDoubleStream().toArray());
    }

    /** The mean of the speeds: what llama-bench prints, which is not tokens over the mean time. */
    public double meanSpeed() {
        return DoubleStream.of(speedArray()).average().orElse(0);
    }

    public double deviationSpeed() {
        return deviation(speedArray());
    }

    private long[] times() {
        return nanos.stream().mapToLong(Long::longValue).toArray();
    }

    private double[] speedArray() {
        return speeds().stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The sample's standard deviation; 0 for less than two values. */
    private static double deviation(double[] values) {
        if (values.length < 2) {
            return 0;
        }
        double mean = DoubleStream.of(values).average().orElse(0);
        double squares =
                DoubleStream.of(values).map(v -> (v - mean) * (v - mean)).sum();
        return Math.sqrt(squares / (values.length - 1));
    }
}
