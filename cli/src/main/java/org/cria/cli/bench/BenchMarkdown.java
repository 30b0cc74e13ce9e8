package org.cria.cli.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cria.cli.version.Build;
import org.cria.model.ModelOptions;
import org.cria.model.bench.EnergyDomain;
import org.cria.model.bench.Latencies;
import org.cria.model.bench.Samples;

/** Results as llama-bench's Markdown table: what differs from the defaults, or between tests, has a column. */
final class BenchMarkdown implements BenchOutput {
    private static final int DEFAULT_BATCH = 2048;
    private static final String DEFAULT_CACHE = "f16";
    private static final double MILLIS_PER_NANO = 1e-6;

    private final PrintStream out;
    private final List<Column> columns = new ArrayList<>();

    /** @param width in characters; below 0 for text on the left */
    private record Column(String name, int width, Function<BenchResult, String> cell) {}

    BenchMarkdown(PrintStream out, List<BenchSetup> setups, boolean latency, Set<EnergyDomain> energy) {
        this.out = out;
        columns.add(new Column("model", -30, BenchResult::modelType));
        columns.add(new Column("size", 10, result -> result.summary().sizeText()));
        columns.add(new Column("params", 10, result -> result.summary().parametersText()));
        columns.add(new Column("backend", -10, BenchResult::backend));
        columns.add(new Column("threads", 7, result -> "" + result.setup().threads()));
        optional(setups, "n_batch", 7, setup -> "" + setup.batch(), "" + DEFAULT_BATCH);
        optional(
                setups,
                "n_ubatch",
                8,
                setup -> "" + setup.microBatch(),
                "" + ModelOptions.defaults().batchSize());
        optional(setups, "type_k", 6, setup -> setup.keys().name().toLowerCase(Locale.ROOT), DEFAULT_CACHE);
        optional(setups, "type_v", 6, setup -> setup.values().name().toLowerCase(Locale.ROOT), DEFAULT_CACHE);
        columns.add(new Column("test", 15, result -> result.trial().name()));
        columns.add(new Column(
                "t/s",
                20,
                result -> String.format(
                        Locale.ROOT,
                        "%.2f ± %.2f",
                        result.samples().meanSpeed(),
                        result.samples().deviationSpeed())));
        if (latency) {
            String percents = BenchResult.PERCENTS.stream().map(String::valueOf).collect(Collectors.joining("/"));
            columns.add(new Column(
                    "ttft p" + percents + " ms",
                    26,
                    result -> waits(result.samples().firsts())));
            columns.add(new Column(
                    "itl p" + percents + " ms",
                    26,
                    result -> waits(result.samples().steps())));
        }
        for (EnergyDomain domain : EnergyDomain.values()) {
            if (energy.contains(domain)) {
                columns.add(
                        new Column(("J/t " + domain.title()).strip(), 9, result -> joules(result.samples(), domain)));
            }
        }
        header();
    }

    private static String waits(Latencies waits) {
        return waits.nanos().isEmpty()
                ? "-"
                : BenchResult.PERCENTS.stream()
                        .map(percent -> String.format(
                                Locale.ROOT, "%.2f", waits.percentile(percent).orElseThrow() * MILLIS_PER_NANO))
                        .collect(Collectors.joining(" / "));
    }

    private static String joules(Samples samples, EnergyDomain domain) {
        OptionalDouble joules = samples.joulesPerToken(domain);
        return joules.isPresent() ? String.format(Locale.ROOT, "%.4f", joules.getAsDouble()) : "-";
    }

    private void optional(
            List<BenchSetup> setups, String name, int width, Function<BenchSetup, String> value, String usual) {
        if (!setups.stream().map(value).allMatch(usual::equals)) {
            columns.add(new Column(name, width, result -> value.apply(result.setup())));
        }
    }

    private void header() {
        StringBuilder names = new StringBuilder("|");
        StringBuilder rule = new StringBuilder("|");
        for (Column column : columns) {
            names.append(' ').append(padded(column.name(), column.width())).append(" |");
            String dashes = "-".repeat(Math.abs(column.width()) - 1);
            rule.append(' ')
                    .append(dashes)
                    .append(column.width() < 0 ? "-" : ":")
                    .append(" |");
        }
        out.println(names);
        out.println(rule);
        out.flush();
    }

    @Override
    public void print(BenchResult result) {
        StringBuilder row = new StringBuilder("|");
        for (Column column : columns) {
            row.append(' ')
                    .append(padded(column.cell().apply(result), column.width()))
                    .append(" |");
        }
        out.println(row);
        out.flush();
    }

    private static String padded(String text, int width) {
        String space = " ".repeat(Math.max(0, Math.abs(width) - text.length()));
        return width < 0 ? text + space : space + text;
    }

    @Override
    public void close() {
        Build build = Build.current();
        out.println();
        out.println("build: " + build.commit() + " (" + build.number() + ")");
        out.flush();
    }
}
