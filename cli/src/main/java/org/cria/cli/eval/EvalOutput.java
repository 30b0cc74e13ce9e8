package org.cria.cli.eval;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
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
     * Fails, before any work, where no report could be written.
     *
     * @param json whether results are printed as an object, else as a table
     * @param samples gets each question; null: nothing does
     * @param report gets a page; null: nothing does
     */
    EvalOutput(boolean json, @Nullable Path samples, @Nullable Path report) {
        this.json = json;
        this.samples = samples;
        this.report = report;
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
        for (EvalTask task : tasks) {
            run(run, task, results, ended);
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

    private void run(EvalRun run, EvalTask task, List<TaskResult> results, BooleanSupplier ended) throws IOException {
        List<String> parts = run.parts(task);
        int missing = task.parts().size() - parts.size();
        if (missing > 0) {
            System.err.println("note: " + missing + " of " + task.parts().size() + " parts of " + task.name()
                    + (missing == 1 ? " has" : " have") + " no data here; the others are measured");
        }
        for (String part : parts) {
            if (ended.getAsBoolean()) {
                return;
            }
            Optional<TaskResult> result;
            try (RunProgress progress = new RunProgress(task.nameOf(part), ended)) {
                result = run.run(task, part, progress);
            }
            if (result.isPresent()) {
                results.add(result.get());
                if (samples != null) {
                    append(samples, result.get(), results.size() == 1);
                }
            }
        }
    }

    private static void append(Path file, TaskResult result, boolean first) throws IOException {
        String earlier = first ? "" : Files.readString(file);
        Files.writeString(file, earlier + EvalJson.samples(result));
    }
}
