package org.cria.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cria.cli.models.ModelFile;
import org.cria.cli.template.TemplateArguments;
import org.cria.cli.terminal.Interrupts;
import org.cria.cli.train.AdapterArguments;
import org.cria.cli.train.AnswersBeside;
import org.cria.cli.train.DataArguments;
import org.cria.cli.train.TrainingArguments;
import org.cria.cli.train.TrainingProgress;
import org.cria.cli.train.TrainingResult;
import org.cria.kernels.Count;
import org.cria.model.family.Definition;
import org.cria.model.family.Families;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.gguf.Gguf;
import org.cria.model.huggingface.ModelFiles;
import org.cria.model.lora.LoraFile;
import org.cria.model.lora.LoraRewrite;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.model.tokenizer.Tokenizers;
import org.cria.model.train.AdapterSettings;
import org.cria.model.train.AdapterStudent;
import org.cria.model.train.CrossEntropy;
import org.cria.model.train.Evaluation;
import org.cria.model.train.Example;
import org.cria.model.train.TrainingData;
import org.cria.model.train.TrainingIdentity;
import org.cria.model.train.TrainingPlan;
import org.cria.model.train.TrainingRun;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cria lora train}: a model learns by an adapter. */
@Command(
        name = "train",
        description = {
            "Trains a LoRA adapter: the model's weights stay as they are, in any format.",
            "The folder is both: a GGUF adapter and one as PEFT saves it. Ctrl-C saves; the same command goes on, to the same bits."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class LoraTrainCommand implements Callable<Integer> {
    private static final String UNIT = "perplexity";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Mixin
    private final ModelFile model = new ModelFile();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            required = true,
            description = "The adapter's folder, which also keeps where the training stands.")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path folder;

    @Mixin
    private final AdapterArguments adapter = new AdapterArguments();

    @Option(
            names = "--from",
            paramLabel = "ADAPTER",
            description = "Begins with this adapter, its rank and its targets.")
    private @Nullable Path from;

    @Mixin
    private final TrainingArguments training = new TrainingArguments();

    @Mixin
    private final TemplateArguments template = new TemplateArguments();

    @Option(
            names = "--show",
            paramLabel = "N",
            description = "Prints at the end what the model says to N beginnings, before and after.")
    private int shown;

    @Option(
            names = {"-v", "--verbose"},
            description = "On failure, prints the stack trace.")
    @SuppressWarnings("UnusedVariable") // who tells failures asks whether it was given
    private boolean verbose;

    @Override
    public Integer call() throws IOException {
        if (shown < 0) {
            throw new ParameterException(spec.commandLine(), "--show is " + shown + ", expected 0 or more.");
        }
        Path file = model.file();
        List<Example> examples;
        boolean stopped;
        try (Gguf base = ModelFiles.open(file)) {
            Definition definition = Families.define(base, ProgramRewrite.NONE);
            Tokenizer tokenizer = Tokenizers.from(base.metadata());
            DataArguments.Sets sets = training.data()
                    .read(
                            tokenizer,
                            () -> template.ofModel(file),
                            definition.config().contextLength());
            examples = sets.measured().orElse(sets.learned()).examples();
            stopped = train(base, definition, sets);
        }
        if (shown > 0 && !stopped) {
            LoraRewrite trained = new LoraRewrite(List.of(new LoraFile(AdapterStudent.adapter(folder), 1)));
            AnswersBeside.print(
                    examples.subList(0, Math.min(shown, examples.size())),
                    file,
                    ProgramRewrite.NONE,
                    file,
                    trained,
                    spec.commandLine().getOut());
        }
        return stopped ? Interrupts.EXIT_CODE : 0;
    }

    /** Returns whether somebody asked for its end. */
    private boolean train(Gguf base, Definition definition, DataArguments.Sets sets) throws IOException {
        TrainingPlan plan = training.plan(sets.learned());
        int vocabulary = definition.config().vocabulary();
        Optional<Evaluation> evaluation =
                training.data().evaluation(sets, plan.steps(), data -> new CrossEntropy(data.examples(), vocabulary));
        AdapterSettings settings = adapter.settings(Optional.ofNullable(from).map(model::other), training.seed());
        training.prepare(folder);
        AdapterStudent student = new AdapterStudent(base, definition, settings);
        describe(student, sets, plan);
        TrainingIdentity identity = new TrainingIdentity(base.fingerprint())
                .with(settings)
                .with(plan)
                .with(sets.learned(), evaluation);
        TrainingRun run = new TrainingRun(
                student,
                sets.learned(),
                new CrossEntropy(sets.learned().examples(), vocabulary),
                evaluation,
                plan,
                training.saveEvery(),
                training.threads());
        TrainingProgress progress = new TrainingProgress(
                spec.commandLine().getOut(), spec.commandLine().getErr(), training.json(), plan.steps(), UNIT);
        TrainingRun.Outcome outcome = run.into(folder, identity.settings(), progress);
        TrainingResult.tell(outcome, progress, spec.commandLine().getErr(), UNIT, training.json());
        if (!training.json()) {
            spec.commandLine()
                    .getErr()
                    .println("in " + folder + ": adapter.gguf, and the same for PEFT. Try it: cria chat -m "
                            + model.file() + " --lora " + folder);
        }
        return outcome.end() == TrainingRun.End.STOPPED;
    }

    private void describe(AdapterStudent student, DataArguments.Sets sets, TrainingPlan plan) {
        if (training.json()) {
            return;
        }
        TrainingData learned = sets.learned();
        spec.commandLine()
                .getErr()
                .printf(
                        Locale.ROOT,
                        "%,d values in %s; %s with %,d tokens to say, %s; %s of %d%n",
                        student.values(),
                        String.join(", ", student.targets()),
                        Count.of(learned.examples().size(), "example"),
                        learned.taught(),
                        sets.measured()
                                .map(data -> data.examples().size() + " to measure")
                                .orElse("none to measure"),
                        Count.of(plan.steps(), "step"),
                        plan.batch() * plan.accumulate());
        if (learned.cut() > 0) {
            spec.commandLine()
                    .getErr()
                    .println("note: "
                            + Count.of(
                                    learned.cut(),
                                    "conversation is longer than --length, and its end is left out",
                                    "conversations are longer than --length, and their ends are left out"));
        }
    }
}
