package org.cria.cli.quantise;

import java.util.Locale;
import org.cria.cli.report.Table;
import org.cria.kernels.Count;
import org.cria.model.measure.Chunks;
import org.cria.model.measure.Comparison;
import org.cria.model.measure.KlDivergence;

/** What quantising did to a model's predictions of a text, as a table with a small chart. */
public final class QualityReport {
    private static final int BAR = 20;

    /** Limits of the chart's classes, in nats. */
    private static final double[] LIMITS = {1e-4, 1e-3, 1e-2, 1e-1, 1};

    private QualityReport() {}

    /** Perplexities, and how many predictions have which divergence. */
    public static String text(Comparison comparison, Chunks chunks) {
        double before = comparison.before().value();
        double after = comparison.after().value();
        KlDivergence divergence = comparison.divergence();
        Table table = new Table("", ">BEFORE", ">AFTER", ">CHANGE");
        table.row(
                "perplexity",
                String.format(Locale.ROOT, "%.4f", before),
                String.format(Locale.ROOT, "%.4f", after),
                String.format(Locale.ROOT, "%+.2f %%", 100 * (after / before - 1)));
        return table.text("")
                + String.format(
                        Locale.ROOT,
                        "KL divergence: mean %.6f, largest %.6f; same best token %.2f %%; %s in windows of %s%n",
                        divergence.mean(),
                        divergence.largest(),
                        100 * divergence.sameTop(),
                        Count.of(divergence.count(), "prediction"),
                        Count.of(chunks.window(), "token"))
                + chart(divergence);
    }

    private static String chart(KlDivergence divergence) {
        Table chart = new Table("KL DIVERGENCE", ">PREDICTIONS", "");
        for (int i = 0; i <= LIMITS.length; i++) {
            int count = divergence.count(
                    i == 0 ? Double.NEGATIVE_INFINITY : LIMITS[i - 1],
                    i == LIMITS.length ? Double.POSITIVE_INFINITY : LIMITS[i]);
            chart.row(
                    i == 0
                            ? "below " + name(LIMITS[0])
                            : i == LIMITS.length
                                    ? name(LIMITS[i - 1]) + " and more"
                                    : name(LIMITS[i - 1]) + " to " + name(LIMITS[i]),
                    String.valueOf(count),
                    "#".repeat((int) Math.ceil((double) BAR * count / divergence.count())));
        }
        return chart.text("");
    }

    private static String name(double limit) {
        return limit < 1 ? String.format(Locale.ROOT, "%." + (int) Math.round(-Math.log10(limit)) + "f", limit) : "1";
    }
}
