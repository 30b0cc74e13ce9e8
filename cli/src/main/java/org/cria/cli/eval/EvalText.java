package org.cria.cli.eval;

import java.util.List;
import java.util.Locale;
import org.cria.cli.report.Table;
import org.cria.kernels.Count;
import org.cria.model.eval.TaskResult;

/** The figures of a run as a table with bars, for terminals. */
public final class EvalText {
    private static final int BAR = 20;

    private EvalText() {}

    public static String of(String model, List<TaskResult> results) {
        Table table = new Table(
                "task", ">shots", "metric", "filter", ">value", ">± error", ">n", "0" + " ".repeat(BAR - 1) + "1");
        for (ScoreRows.Row row : ScoreRows.of(results)) {
            table.row(
                    "  ".repeat(row.depth()) + row.name(),
                    String.valueOf(row.shots()),
                    row.metric(),
                    row.filter(),
                    number(row.value()),
                    Double.isNaN(row.error()) ? "-" : number(row.error()),
                    String.valueOf(row.documents()),
                    bar(row.value()));
        }
        return model + "\n\n" + table.text("") + cut(results);
    }

    private static String cut(List<TaskResult> results) {
        StringBuilder text = new StringBuilder();
        for (TaskResult result : results) {
            if (result.cut() > 0) {
                text.append(result.name())
                        .append(": ")
                        .append(Count.of(
                                result.cut(),
                                "prompt was longer than the context and lost its beginning\n",
                                "prompts were longer than the context and lost their beginnings\n"));
            }
        }
        return text.isEmpty() ? "" : "\n" + text;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static String bar(double value) {
        return value > 1 ? "" : "#".repeat((int) Math.round(Math.max(value, 0.0) * BAR)); // a perplexity is no share
    }
}
