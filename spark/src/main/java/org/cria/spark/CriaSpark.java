package org.cria.spark;

import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.cria.cli.arguments.EndArguments;
import org.cria.cli.arguments.SamplingArguments;
import org.cria.cli.arguments.Usage;
import org.cria.cli.failure.Failures;
import org.cria.kernels.Count;
import org.cria.model.generation.GenerationSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cria-spark}: answers to the prompts of a data set, for {@code spark-submit}. */
@Command(
        name = "cria-spark",
        description = {
            "Answers the prompts of a data set on Spark.",
            "Writes the rows with the columns answer, thought, prompt_tokens, answer_tokens, stop_reason and error.",
            "'eval' measures what the model can do instead."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        synopsisSubcommandLabel = "[eval]")
public final class CriaSpark implements Callable<Integer> {
    /** Parts of a data set for each core: when an executor goes, so much of its work is done again. */
    private static final int PARTS_PER_CORE = 4;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Mixin
    private final SetupArguments setup = new SetupArguments();

    @Option(names = "--input", paramLabel = "PATH", description = "JSON lines, Parquet, CSV or text.")
    private @Nullable String input;

    @Option(names = "--output", paramLabel = "PATH", description = "A folder that is made.")
    private @Nullable String output;

    @Option(
            names = "--input-format",
            paramLabel = "NAME",
            description = "json, parquet, csv or text. Default: by the path's ending.")
    private @Nullable String inputFormat;

    @Option(
            names = "--output-format",
            paramLabel = "NAME",
            description = "json, parquet or csv. Default: by the path's ending.")
    private @Nullable String outputFormat;

    @Option(names = "--overwrite", description = "Replaces what is at --output.")
    private boolean overwrites;

    @Option(names = "--prompt-column", paramLabel = "NAME", description = "Texts that the model continues.")
    private @Nullable String prompts;

    @Option(
            names = "--chat-column",
            paramLabel = "NAME",
            description = "Conversations that it answers: lists of messages with role and content, or JSON of them.")
    private @Nullable String chats;

    @Option(
            names = "--key-column",
            paramLabel = "NAME",
            description = "What a row's seed comes from, with --seed. Default: the prompt.")
    private @Nullable String key;

    @Option(names = "--partitions", paramLabel = "N", description = "Parts of the data set. Default: 4 per core.")
    private @Nullable Integer partitions;

    @Mixin
    private final EndArguments end = new EndArguments();

    @Option(names = "--chat-template", paramLabel = "NAME", description = "One of Cria's. Default: the model's own.")
    private @Nullable String template;

    @Mixin
    private final SamplingArguments sampling = new SamplingArguments();

    private final Supplier<SparkSession> sessions;

    private CriaSpark(Supplier<SparkSession> sessions) {
        this.sessions = sessions;
    }

    /** Runs it, and ends the JVM with 1 if it failed, with 2 if it was called wrongly. */
    public static void main(String[] args) {
        int code = run(() -> SparkSession.builder().appName("cria-spark").getOrCreate(), args);
        if (SparkSession.getDefaultSession().isDefined()) {
            SparkSession.getDefaultSession().get().stop();
        }
        if (code != 0) {
            System.exit(code);
        }
    }

    /** The exit code. A session is made once the options are known to be right. */
    static int run(Supplier<SparkSession> session, String... args) {
        Failures failures = new Failures();
        return new CommandLine(new CriaSpark(session))
                .addSubcommand(new CriaSparkEval(session))
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures)
                .execute(args);
    }

    @Override
    public Integer call() throws Exception {
        BatchOptions options = Usage.checked(spec, this::options);
        String source = given("--input", input);
        String target = given("--output", output);
        TableFormat from = TableFormat.of(inputFormat, source, "--input-format");
        TableFormat to = TableFormat.of(outputFormat, target, "--output-format");
        SparkSession session = sessions.get();
        BatchMetrics metrics = BatchMetrics.on(session.sparkContext());
        long start = System.nanoTime();
        try {
            Dataset<Row> rows =
                    parted(from.read(session, source), session.sparkContext().defaultParallelism());
            to.write(CriaBatch.generate(rows, options, metrics), target, overwrites);
        } catch (Exception e) {
            throw Causes.told(e);
        }
        report(metrics, (System.nanoTime() - start) * 1e-9);
        return 0;
    }

    private String given(String option, @Nullable String value) {
        if (value == null) {
            throw new ParameterException(spec.commandLine(), option + " is missing, expected a path.");
        }
        return value;
    }

    private BatchOptions options() {
        if ((prompts == null) == (chats == null)) {
            throw new ParameterException(
                    spec.commandLine(), "expected --prompt-column or --chat-column, and not both.");
        }
        PromptColumns columns =
                prompts != null ? PromptColumns.prompts(prompts) : PromptColumns.chats(String.valueOf(chats));
        GenerationSettings settings =
                new GenerationSettings(sampling.settings(), end.predict(), end.stops(), GenerationSettings.NONE);
        BatchOptions options = new BatchOptions(setup.setup(), columns, WrittenSettings.of(settings));
        options = key == null ? options : options.withKey(key);
        return template == null ? options : options.withTemplate(template);
    }

    private Dataset<Row> parted(Dataset<Row> rows, int cores) {
        int wanted = partitions != null ? partitions : PARTS_PER_CORE * cores;
        boolean enough = partitions == null && rows.toJavaRDD().getNumPartitions() >= wanted;
        return enough ? rows : rows.repartition(wanted);
    }

    private static void report(BatchMetrics metrics, double seconds) {
        System.err.printf(
                Locale.ROOT,
                "[ %s, %d without an answer | %d prompt and %d answer tokens | %.1f s, %.1f s of tasks | %.1f t/s ]%n",
                Count.of(metrics.rows().value(), "row"),
                metrics.failed().value(),
                metrics.promptTokens().value(),
                metrics.answerTokens().value(),
                seconds,
                metrics.seconds().value(),
                metrics.answerTokens().value() / seconds);
    }
}
