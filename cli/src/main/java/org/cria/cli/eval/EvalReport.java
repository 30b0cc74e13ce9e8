package org.cria.cli.eval;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.cria.kernels.Count;
import org.cria.kernels.CriaException;
import org.cria.model.eval.Likelihood;
import org.cria.model.eval.Sample;
import org.cria.model.eval.TaskQuestion;
import org.cria.model.eval.TaskResult;

/**
 * A run as a page that is whole in itself: settings, scores as bars and as a table, and questions with what was answered. It has no
 * scripts, and forbids itself whatever would come from elsewhere.
 */
public final class EvalReport {
    /** The first of each part; pages of thousands would be too much for a browser. */
    private static final int QUESTIONS = 50;

    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";
    private static final String STYLE = """
            :root { color-scheme: light dark }
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
            svg { max-width: 100%; height: auto }
            table { border-collapse: collapse; margin: 1rem 0 }
            td, th { padding: .15rem .8rem .15rem 0; text-align: left; vertical-align: top }
            .number { text-align: right; font-variant-numeric: tabular-nums }
            .text { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; font-family: ui-monospace, monospace; font-size: 13px }
            .prompt { max-height: 24rem; overflow: auto; display: flex; flex-direction: column-reverse; border-left: 3px solid #8888; padding-left: .8rem }
            details details { margin-left: 1.2rem }
            summary { cursor: pointer }
            """;

    private final Map<String, String> settings;
    private final List<TaskResult> results;

    /**
     * A report on results.
     *
     * @param settings by name, in the order in which they are told; the model's file is the first
     */
    public EvalReport(Map<String, String> settings, List<TaskResult> results) {
        this.settings = settings;
        this.results = List.copyOf(results);
    }

    /**
     * Fails, before any work, where no report could be written.
     *
     * @throws CriaException if the folder is missing, or the name is that of neither kind
     */
    public static void check(Path file) {
        ResultFile.check(file, "report", _ -> true);
        if (!isChart(file) && !file.toString().matches("(?i).*\\.html?")) {
            throw new CriaException(file + ": is no name of a report, expected one that ends in .html (a page) or .svg"
                    + " (the chart alone). Choose such a name.");
        }
    }

    private static boolean isChart(Path file) {
        return file.toString().matches("(?i).*\\.svg");
    }

    /** Writes the page, or the chart alone where the file's name says so. */
    public void write(Path file) throws IOException {
        Markup out = new Markup();
        if (isChart(file)) {
            EvalChart.write(out, ScoreRows.of(results));
        } else {
            page(out);
        }
        Files.writeString(file, out.toString());
    }

    private void page(Markup out) {
        String title = settings.values().iterator().next();
        out.page().open("html", "lang", "en").open("head");
        out.empty("meta", "charset", "utf-8");
        out.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY);
        out.empty("meta", "name", "viewport", "content", "width=device-width");
        out.element("title", "Evaluation of " + title).element("style", STYLE).close();
        out.open("body").element("h1", "Evaluation of " + title);
        List<ScoreRows.Row> rows = ScoreRows.of(results);
        EvalChart.write(out, rows);
        table(out, rows);
        out.element("h2", "Settings").open("table");
        settings.forEach((name, value) ->
                out.open("tr").element("th", name).element("td", value).close());
        out.close().element("h2", "Questions");
        results.forEach(result -> part(out, result));
        out.close().close();
    }

    private static void table(Markup out, List<ScoreRows.Row> rows) {
        out.open("table").open("tr");
        List.of("task", "figure").forEach(name -> out.element("th", name));
        List.of("shots", "value", "± error", "n").forEach(name -> out.element("th", name, "class", "number"));
        out.close();
        for (ScoreRows.Row row : rows) {
            out.open("tr").element("td", "\u2003".repeat(row.depth()) + row.name());
            out.element("td", row.title()).element("td", "" + row.shots(), "class", "number");
            figure(out, row.value());
            figure(out, row.error());
            out.element("td", "" + row.documents(), "class", "number").close();
        }
        out.close();
    }

    /** Rounded for readers, whole for programs. */
    private static void figure(Markup out, double value) {
        out.open("td", "class", "number")
                .element("data", EvalChart.number(value), "value", Double.toString(value))
                .close();
    }

    private static void part(Markup out, TaskResult result) {
        int all = result.samples().size();
        String shown = (all > QUESTIONS ? "the first " + QUESTIONS + " of " : "") + Count.of(all, "question");
        String cut = result.cut() > 0
                ? "; "
                        + Count.of(
                                result.cut(),
                                "lost the beginning of its prompt",
                                "lost the beginnings of their prompts")
                : "";
        out.open("details").element("summary", result.name() + ": " + shown + cut);
        result.samples().stream().limit(QUESTIONS).forEach(sample -> question(out, sample));
        out.close();
    }

    private static void question(Markup out, Sample sample) {
        StringBuilder scores = new StringBuilder();
        sample.scores()
                .forEach((figure, score) -> scores.append(", ")
                        .append(figure.replace(",none", ""))
                        .append(' ')
                        .append(EvalChart.number(score).replaceAll("\\.?0+$", "")));
        out.open("details").element("summary", "question " + sample.question().doc() + scores);
        switch (sample.question()) {
            case TaskQuestion.Choice choice -> {
                text(out, choice.prompt(), "text prompt");
                choices(out, choice, sample.likelihoods());
            }
            case TaskQuestion.Writing writing -> {
                text(out, writing.prompt(), "text prompt");
                out.element("p", "Answered:");
                text(out, sample.text(), "text");
                out.element("p", "Expected:");
                text(out, writing.target(), "text");
            }
        }
        out.close();
    }

    private static void choices(Markup out, TaskQuestion.Choice choice, List<Likelihood> found) {
        int chosen = IntStream.range(0, found.size())
                .reduce(0, (best, i) -> found.get(i).sum() > found.get(best).sum() ? i : best);
        out.open("table").open("tr").element("th", "").element("th", "choice");
        out.element("th", "log-likelihood", "class", "number").element("th", "").close();
        for (int i = 0; i < found.size(); i++) {
            out.open("tr").element("td", i == choice.right() ? "right" : "");
            out.element("td", choice.choices().get(i), "class", "text");
            figure(out, found.get(i).sum());
            out.element("td", i == chosen ? "the likeliest" : "").close();
        }
        out.close();
    }

    private static void text(Markup out, String text, String kind) {
        out.element("div", text, "class", kind);
    }
}
