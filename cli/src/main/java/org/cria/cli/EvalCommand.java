package org.cria.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cria.cli.arguments.ModelArguments;
import org.cria.cli.device.CacheFolder;
import org.cria.cli.eval.EvalJson;
import org.cria.cli.eval.EvalReport;
import org.cria.cli.eval.EvalText;
import org.cria.cli.eval.NgramLanguages;
import org.cria.cli.eval.ReportSettings;
import org.cria.cli.eval.RunProgress;
import org.cria.cli.template.TemplateArguments;
import org.cria.cli.terminal.Interrupts;
import org.cria.model.Model;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.eval.AnswerLog;
import org.cria.model.eval.Bos;
import org.cria.model.eval.EvalRun;
import org.cria.model.eval.EvalSettings;
import org.cria.model.eval.EvalTask;
import org.cria.model.eval.TaskFile;
import org.cria.model.eval.TaskResult;
import org.cria.model.eval.Tasks;
import org.cria.model.gguf.Gguf;
import org.cria.model.huggingface.ModelFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cria eval}: what a model can do. */
@Command(
        name = "eval",
        description = {
            "Measures what a model can do.",
            "The figures are those of leaderboards: prompts and scores are those of lm-evaluation-harness 0.4.13. Data sets are read from files as they are"
                    + " published. A run that was ended goes on where it was."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        synopsisSubcommandLabel = "[MEASURE]",
        preprocessor = TaskNames.class,
        subcommands = {AdherenceCommand.class, EvalCompareCommand.class})
final class EvalCommand implements Callable<Integer> {
    /** Texts that are generated at a time. */
    private static final int SLOTS = 4;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Parameters(
            arity = "0..*",
            paramLabel = "TASK",
            description =
                    "mmlu, gsm8k, arc_challenge, hellaswag, winogrande, truthfulqa_mc1, truthfulqa_mc2, ifeval, multi_if,"
                            + " adherence, perplexity, or openllm for the six of the first Open LLM Leaderboard."
                            + " 'adherence' alone is a measure with a report of its own.")
    private List<String> names = new ArrayList<>();

    @Mixin
    private final TemplateArguments template = new TemplateArguments();

    @Option(names = "--task", paramLabel = "FILE", description = "A task of your own (docs/evaluation.md).")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where data sets lie. Default: data. May be given several times.")
    private List<Path> folders = new ArrayList<>();

    @Option(names = "--limit", paramLabel = "N", description = "Most questions of each part of a task. Default: all.")
    private @Nullable Integer limit;

    @Option(names = "--shots", paramLabel = "N", description = "Examples before each question. Default: the task's.")
    private @Nullable Integer shots;

    @Option(names = "--seed", paramLabel = "N", description = "Of the draws of examples. Default: ${DEFAULT-VALUE}.")
    private long seed = EvalSettings.SEED;

    @Option(
            names = "--bos",
            paramLabel = "WHEN",
            description =
                    "Whether prompts start with the token for the begin of a text: auto (as the model's file has it),"
                            + " on or off. Default: ${DEFAULT-VALUE}.")
    private Bos bos = Bos.AUTO;

    @Option(names = "--fresh", description = "Asks everything again, also what was answered in a run before.")
    private boolean fresh;

    @Option(names = "--json", description = "Prints one JSON object, as lm-evaluation-harness writes it.")
    private boolean json;

    @Option(
            names = "--samples",
            paramLabel = "FILE",
            description = "Writes each question with prompt, answers and log-likelihoods to FILE, an object per line.")
    private @Nullable Path samples;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description =
                    "Writes a page to look at: scores as bars, settings, questions with their answers. A FILE that"
                            + " ends in .svg gets the bars alone.")
    private @Nullable Path report;

    private final AtomicBoolean interrupted = new AtomicBoolean();

    @Override
    public Integer call() throws IOException {
        List<EvalTask> tasks = tasks();
        EvalSettings settings = settings().withChat(chat()).withLanguages(new NgramLanguages());
        if (report != null) {
            EvalReport.check(report);
        }
        Interrupts.onInterrupt(() -> interrupted.set(true));
        List<TaskResult> results = new ArrayList<>();
        try (Model loaded = model.open(model.options().withSessions(SLOTS))) {
            AnswerLog log = AnswerLog.in(logFile(loaded), fresh);
            if (log.size() > 0) {
                System.err.println("going on with a log of " + log.size() + " answers; --fresh asks everything again");
            }
            try (EvalRun evaluation = new EvalRun(loaded, settings, log)) {
                for (EvalTask task : tasks) {
                    run(evaluation, task, results);
                }
            }
            if (!results.isEmpty()) {
                print(loaded.fileName(), results);
                if (report != null) {
                    new EvalReport(ReportSettings.of(loaded, settings), results).write(report);
                }
            }
        }
        return interrupted.get() ? 1 : 0;
    }

    private void run(EvalRun evaluation, EvalTask task, List<TaskResult> results) throws IOException {
        List<String> parts = evaluation.parts(task);
        int missing = task.parts().size() - parts.size();
        if (missing > 0) {
            System.err.println("note: " + missing + " of " + task.parts().size() + " parts of " + task.name()
                    + " have no data here; the others are measured");
        }
        for (String part : parts) {
            if (interrupted.get()) {
                return;
            }
            Optional<TaskResult> result;
            try (RunProgress progress = new RunProgress(task.nameOf(part), interrupted::get)) {
                result = evaluation.run(task, part, progress);
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

    private void print(String name, List<TaskResult> results) {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        out.print(json ? EvalJson.results(name, results, seed) + "\n" : EvalText.of(name, results));
        out.flush();
    }

    private Path logFile(Model loaded) {
        String name = loaded.fingerprint().replaceAll("[^0-9A-Za-z]", "");
        return CacheFolder.of(System.getenv()).path().resolve("eval").resolve(name + ".jsonl");
    }

    private List<EvalTask> tasks() {
        List<EvalTask> tasks = new ArrayList<>();
        for (String name : names) {
            tasks.addAll(Tasks.of(TaskNames.plain(name))
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(),
                            "there is no task '" + name + "', expected " + String.join(", ", Tasks.names())
                                    + ", or a file with --task.")));
        }
        files.forEach(file -> tasks.add(TaskFile.read(file)));
        if (tasks.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "which measure? See 'cria eval --help'.");
        }
        return tasks;
    }

    private EvalSettings settings() {
        return new EvalSettings(
                folders.isEmpty() ? List.of(Path.of("data")) : folders,
                count("--limit", limit, 1),
                count("--shots", shots, 0),
                seed,
                bos,
                SLOTS);
    }

    /** The one that was asked for, or the file's own; a model without one goes on behind a plain text. */
    private ChatTemplate chat() {
        return template.chosen(model.file()).orElseGet(() -> {
            try (Gguf gguf = ModelFiles.open(model.file())) {
                return ChatTemplates.namesIn(gguf).isEmpty() ? ChatTemplates.none() : template.ofModel(model.file());
            }
        });
    }

    private OptionalInt count(String option, @Nullable Integer found, int least) {
        if (found != null && found < least) {
            throw new ParameterException(
                    spec.commandLine(), option + " is " + found + ", expected " + least + " or more.");
        }
        return found == null ? OptionalInt.empty() : OptionalInt.of(found);
    }
}
