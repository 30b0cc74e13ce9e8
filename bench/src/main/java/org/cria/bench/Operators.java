package org.cria.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures the ceilings, then every operator, and prints a table: GB/s and GFLOP/s and what part of the ceilings they are.
 *
 * <p>Arguments: parts of operators' names; none for all.
 */
public final class Operators {
    private static final int THREADS = Runtime.getRuntime().availableProcessors();
    private static final double GIGA = 1e9;

    private Operators() {}

    /** What one thread and all threads reach: bytes and floating-point operations a second. */
    private record Ceilings(double[] bytes, double[] flops) {}

    public static void main(String[] args) throws RunnerException {
        List<String> names = OperatorCases.names().stream()
                .filter(name -> args.length == 0 || List.of(args).stream().anyMatch(name::contains))
                .toList();
        if (names.isEmpty()) {
            System.err.println("no operator has such a name; there are: " + String.join("; ", OperatorCases.names()));
            System.exit(2);
        }
        Ceilings ceilings = new Ceilings(new double[2], new double[2]);
        int[] counts = {1, THREADS};
        for (int i = 0; i < counts.length; i++) {
            ceilings.bytes[i] = perSecond("read", counts[i]) * CeilingBenchmark.READ_BYTES;
            ceilings.flops[i] = perSecond("multiply", counts[i]) * CeilingBenchmark.FLOPS;
        }
        Collection<RunResult> results = new Runner(options("OperatorBenchmark.forward")
                        .param("operator", names.toArray(String[]::new))
                        .param("threads", String.valueOf(THREADS))
                        .build())
                .run();
        table(ceilings, results).forEach(System.out::println);
    }

    private static double perSecond(String ceiling, int threads) throws RunnerException {
        return new Runner(options("CeilingBenchmark." + ceiling).threads(threads).build())
                .runSingle()
                .getPrimaryResult()
                .getScore();
    }

    private static ChainedOptionsBuilder options(String include) {
        return new OptionsBuilder()
                .include(include + "$")
                .mode(Mode.Throughput)
                .forks(1)
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(5)
                .measurementTime(TimeValue.milliseconds(500))
                .jvmArgsAppend(
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-Xmx2g");
    }

    private static List<String> table(Ceilings ceilings, Collection<RunResult> results) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        for (int i = 0; i < 2; i++) {
            lines.add(String.format(
                    Locale.ROOT,
                    "ceilings, threads %d: memory read %.1f GB/s, f32 multiply-add %.0f GFLOP/s",
                    i == 0 ? 1 : THREADS,
                    ceilings.bytes[i] / GIGA,
                    ceilings.flops[i] / GIGA));
        }
        lines.add("");
        lines.add("| operator | threads | µs | GB/s | of memory's | GFLOP/s | of the peak |");
        lines.add("|---|---|---|---|---|---|---|");
        results.forEach(result -> lines.add(row(ceilings, result)));
        return lines;
    }

    private static String row(Ceilings ceilings, RunResult result) {
        OperatorCase measured = OperatorCases.named(result.getParams().getParam("operator"), THREADS);
        double runs = result.getPrimaryResult().getScore();
        int ceiling = measured.threads() == 1 ? 0 : 1;
        double bytes = runs * measured.bytes();
        double flops = runs * measured.flops();
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.1f | %.1f | %s | %s | %s |",
                measured.name(),
                measured.threads(),
                1e6 / runs,
                bytes / GIGA,
                share(bytes, ceilings.bytes[ceiling]),
                flops == 0 ? "–" : String.format(Locale.ROOT, "%.1f", flops / GIGA),
                flops == 0 ? "–" : share(flops, ceilings.flops[ceiling]));
    }

    private static String share(double part, double ceiling) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * part / ceiling);
    }
}
