package org.cria.cli.eval;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.cria.cli.device.CacheFolder;
import org.cria.cli.template.TemplateArguments;
import org.cria.kernels.Count;
import org.cria.kernels.CriaException;
import org.cria.model.Model;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.eval.AnswerLog;
import org.cria.model.eval.Bos;
import org.cria.model.eval.EvalSettings;
import org.cria.model.eval.EvalTask;
import org.cria.model.eval.TaskFile;
import org.cria.model.eval.Tasks;
import org.cria.model.gguf.Gguf;
import org.cria.model.huggingface.ModelFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What is measured, and what becomes of the results, wherever the model runs. */
public final class EvalArguments {
    /** Texts that are generated at a time. */
    public static final int SLOTS = 4;

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

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
            converter = BosReader.class,
            description =
                    "Whether prompts start with the token for the begin of a text: auto (as the model's file has it),"
                            + " on or off. Default: auto.")
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

    /** What is asked, at least one, each once. */
    public List<EvalTask> tasks() {
        Map<String, EvalTask> tasks = new LinkedHashMap<>();
        for (String name : names) {
            Tasks.of(TaskNames.plain(name))
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(),
                            "there is no task '" + name + "', expected " + String.join(", ", Tasks.names())
                                    + ", or a file with --task."))
                    .forEach(task -> tasks.putIfAbsent(task.name(), task));
        }
        for (Path file : files) {
            EvalTask own = TaskFile.read(file);
            if (tasks.putIfAbsent(own.name(), own) != null) {
                throw new CriaException(file + ": is a second task with the name '" + own.name()
                        + "', expected another, since results are told by name. Give it one in 'task'.");
            }
        }
        if (tasks.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "which measure? See 'cria eval --help'.");
        }
        return List.copyOf(tasks.values());
    }

    /**
     * How it is asked.
     *
     * @param model the file, which may have a chat template; asked for once all options are known to be right
     */
    public EvalSettings settings(Supplier<Path> model) {
        return new EvalSettings(
                        folders.isEmpty() ? List.of(Path.of("data")) : folders,
                        count("--limit", limit, 1),
                        count("--shots", shots, 0),
                        seed,
                        bos,
                        SLOTS)
                .withChat(chat(model.get()))
                .withLanguages(new NgramLanguages());
    }

    /** The one that was asked for, or the file's own; a model without one goes on behind a plain text. */
    private ChatTemplate chat(Path model) {
        return template.chosen(model).orElseGet(() -> {
            try (Gguf gguf = ModelFiles.open(model)) {
                return ChatTemplates.namesIn(gguf).isEmpty() ? ChatTemplates.none() : template.ofModel(model);
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

    /** What the model answered before, about which a line is printed. */
    public AnswerLog log(Model model) {
        String name = model.fingerprint().replaceAll("[^0-9A-Za-z]", "");
        Path file = CacheFolder.of(System.getenv()).path().resolve("eval").resolve(name + ".jsonl");
        AnswerLog log = AnswerLog.in(file, fresh);
        if (log.size() > 0) {
            System.err.println(
                    "going on with a log of " + Count.of(log.size(), "answer") + "; --fresh asks everything again");
        }
        return log;
    }

    /** What becomes of results. */
    public EvalOutput output() {
        return new EvalOutput(json, samples, report);
    }
}
