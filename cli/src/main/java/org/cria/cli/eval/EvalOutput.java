package org.cria.cli.eval;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.cria.kernels.Count;
import org.cria.model.Model;
import org.cria.model.eval.EvalRun;
import org.cria.model.eval.EvalSettings;
import org.cria.model.eval.EvalTask;
import org.cria.model.eval.TaskResult;
import org.jspecify.annotations.Nullable;

/** Runs tasks, and writes their results where they are wanted. */
public final class EvalOutput {
    private final boolean json;
    private final @Nullable Path samples;
    private final @Nullable Path report;

    /**
     * Fails, before any work, where samples or a report could not be written.
     *
     * @param json whether results are printed as an object, else as a table
     * @param samples gets each question; null: nothing does
     * @param report gets a page; null: nothing does
     */
    EvalOutput(boolean json, @Nullable Path samples, @Nullable Path report) {
        this.json = json;
        this.samples = samples;
        this.report = report;
        if (samples != null) {
            ResultFile.check(samples, "samples", SamplePairs::isSample);
        }
        if (report != null) {
            EvalReport.check(report);
        }
    }

    /**
     * Runs tasks one after the other and prints what they found.
     *
     * @param model that answers
     * @param ended whether the user has ended it
     */
    public void of(EvalRun run, List<EvalTask> tasks, Model model, EvalSettings settings, BooleanSupplier ended)
            throws IOException {
        List<TaskResult> results = new ArrayList<>();
        List<Planned> plan = plan(run, tasks, settings);
        for (int i = 0; i < plan.size() && !ended.getAsBoolean(); i++) {
            run(run, plan, i, results, ended);
        }
        if (results.size() < plan.size()) {
            System.err.println("[ Ended with " + results.size() + " of " + Count.of(plan.size(), "part") + " measured"
                    + (results.isEmpty() ? "" : ": the figures are of these alone")
                    + ". The same command without --fresh goes on from the answers it has. ]");
        }
        if (results.isEmpty()) {
            return;
        }
        String name = model.fileName();
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        out.print(json ? EvalJson.results(name, results, settings.seed()) + "\n" : EvalText.of(name, results));
        out.flush();
        if (report != null) {
            new EvalReport(ReportSettings.of(model, settings), results).write(report);
        }
    }

    /** @param size how much work it is, beside the others */
    private record Planned(EvalTask task, String part, double size) {}

    private static List<Planned> plan(EvalRun run, List<EvalTask> tasks, EvalSettings settings) {
        List<Planned> plan = new ArrayList<>();
        for (EvalTask task : tasks) {
            List<String> parts = settings.parts(task);
            int missing = task.parts().size() - parts.size();
            if (missing > 0) {
                System.err.println("note: " + missing + " of " + task.parts().size() + " parts of " + task.name()
                        + (missing == 1 ? " has" : " have") + " no data here; the others are measured");
            }
            boolean alone = tasks.size() == 1 && parts.size() == 1;
            parts.forEach(part -> plan.add(new Planned(task, part, alone ? 1 : Math.max(1, run.size(task, part)))));
        }
        return plan;
    }

    private void run(EvalRun run, List<Planned> plan, int at, List<TaskResult> results, BooleanSupplier ended)
            throws IOException {
        Planned now = plan.get(at);
        double behind = plan.stream().skip(at + 1).mapToDouble(Planned::size).sum() / now.size();
        Optional<TaskResult> result;
        try (RunProgress progress = new RunProgress(now.task().nameOf(now.part()), behind, ended)) {
            result = run.run(now.task(), now.part(), progress);
        }
        if (result.isPresent()) {
            results.add(result.get());
            if (samples != null) {
                append(samples, result.get(), results.size() == 1);
            }
            boolean isLast = at + 1 == plan.size();
            if (!isLast && !plan.get(at + 1).task().equals(now.task())) {
                tell(now.task(), results);
            }
        }
    }

    /** What a task found, while others are to come. */
    private static void tell(EvalTask task, List<TaskResult> results) {
        List<TaskResult> own =
                results.stream().filter(result -> result.task().equals(task)).toList();
        for (ScoreRows.Row row : ScoreRows.of(own)) {
            if (row.depth() == 0) {
                String error = Double.isNaN(row.error()) ? "" : String.format(Locale.ROOT, " ± %.4f", row.error());
                System.err.printf(Locale.ROOT, "%s: %s %.4f%s%n", row.name(), row.title(), row.value(), error);
            }
        }
    }

    private static void append(Path file, TaskResult result, boolean first) throws IOException {
        Files.writeString(
                file,
                EvalJson.samples(result),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                first ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND);
    }
}
