package org.cria.model.bench;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * The times of one test, and what it took.
 *
 * @param tokens of each repetition
 * @param nanos of each repetition
 * @param firsts from the begin of a repetition until a sequence could choose its first token; none where there is no prompt
 * @param steps of one token for every sequence
 * @param joules of all repetitions, by domain; only those that were counted
 */
public record Samples(
        int tokens, List<Long> nanos, Latencies firsts, Latencies steps, Map<EnergyDomain, Double> joules) {
    public Samples {
        nanos = List.copyOf(nanos);
        joules = Map.copyOf(joules);
    }

    /** The energy per token. */
    public OptionalDouble joulesPerToken(EnergyDomain domain) {
        Double all = joules.get(domain);
        return all == null ? OptionalDouble.empty() : OptionalDouble.of(all / tokens / nanos.size());
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
