package org.cria.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cria.cli.models.ModelFile;
import org.cria.cli.template.TemplateArguments;
import org.cria.cli.terminal.Interrupts;
import org.cria.cli.train.AdapterArguments;
import org.cria.cli.train.DataArguments;
import org.cria.cli.train.TeacherArguments;
import org.cria.cli.train.TrainingArguments;
import org.cria.cli.train.TrainingProgress;
import org.cria.cli.train.TrainingResult;
import org.cria.model.distil.SameTokens;
import org.cria.model.family.Definition;
import org.cria.model.family.Families;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.gguf.Gguf;
import org.cria.model.huggingface.ModelFiles;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.model.tokenizer.Tokenizers;
import org.cria.model.train.AdapterSettings;
import org.cria.model.train.AdapterStudent;
import org.cria.model.train.Evaluation;
import org.cria.model.train.Student;
import org.cria.model.train.TrainingIdentity;
import org.cria.model.train.TrainingPlan;
import org.cria.model.train.TrainingRun;
import org.cria.model.train.WholeStudent;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cria distill}: a large model teaches a small one. */
@Command(
        name = "distill",
        description = {
            "Has a small model learn what a large one says: how likely each token is, not only which one comes.",
            "Both have the same tokenizer. Ctrl-C saves; the same command goes on, to the same bits."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class DistilCommand implements Callable<Integer> {
    private static final String UNIT = "divergence";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Mixin
    private final TeacherArguments teacher = new TeacherArguments();

    @Option(names = "--student", paramLabel = "MODEL", description = "The small model, which learns by an adapter.")
    private @Nullable Path student;

    @Option(names = "--whole", description = "Has the student learn with all of its weights instead.")
    private boolean whole;

    @Option(
            names = "--shape",
            paramLabel = "layers=N",
            description =
                    "Instead of --student: begins with N of the teacher's own layers, and learns with all weights.")
    private @Nullable String shape;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            required = true,
            description = "The folder of what is learned: an adapter, or model.gguf in F32.")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path folder;

    @Mixin
    private final AdapterArguments adapter = new AdapterArguments();

    @Mixin
    private final TrainingArguments training = new TrainingArguments();

    @Mixin
    private final TemplateArguments template = new TemplateArguments();

    @Option(
            names = {"-v", "--verbose"},
            description = "On failure, prints the stack trace.")
    @SuppressWarnings("UnusedVariable") // who tells failures asks whether it was given
    private boolean verbose;

    @Override
    public Integer call() throws IOException {
        if ((student == null) == (shape == null)) {
            throw new ParameterException(spec.commandLine(), "either --student MODEL or --shape layers=N is needed.");
        }
        training.prepare(folder);
        Files.createDirectories(folder);
        Path file = student == null ? teacher.fewerLayers(String.valueOf(shape), folder) : ModelFile.resolve(student);
        try (Gguf base = ModelFiles.open(file)) {
            Definition definition = Families.define(base, ProgramRewrite.NONE);
            Tokenizer tokenizer = Tokenizers.from(base.metadata());
            SameTokens.check(teacher.vocabulary(), tokenizer.vocabulary());
            DataArguments.Sets sets = training.data()
                    .read(
                            tokenizer,
                            () -> template.ofModel(file),
                            definition.config().contextLength());
            return train(base, definition, sets) ? Interrupts.EXIT_CODE : 0;
        }
    }

    /** Returns whether somebody asked for its end. */
    private boolean train(Gguf base, Definition definition, DataArguments.Sets sets) throws IOException {
        TrainingPlan plan = training.plan(sets.learned());
        boolean all = whole || student == null;
        AdapterSettings settings = adapter.settings(Optional.empty(), training.seed());
        Student learner =
                all ? new WholeStudent(base, definition.program()) : new AdapterStudent(base, definition, settings);
        TeacherArguments.Lessons lessons =
                teacher.lessons(sets, definition.config().vocabulary(), training.threads());
        Optional<Evaluation> evaluation = training.data()
                .evaluation(sets, plan.steps(), _ -> lessons.measured().orElseThrow());
        TrainingIdentity identity = new TrainingIdentity(base.fingerprint())
                .with("whole", all)
                .with(plan)
                .with(sets.learned(), evaluation)
                .with("teacher", lessons.key());
        TrainingRun run = new TrainingRun(
                learner, sets.learned(), lessons.learned(), evaluation, plan, training.saveEvery(), training.threads());
        TrainingProgress progress = new TrainingProgress(
                spec.commandLine().getOut(), spec.commandLine().getErr(), training.json(), plan.steps(), UNIT);
        TrainingRun.Outcome outcome = run.into(folder, (all ? identity : identity.with(settings)).settings(), progress);
        TrainingResult.tell(outcome, progress, spec.commandLine().getErr(), UNIT, training.json());
        if (!training.json()) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            Locale.ROOT,
                            all
                                    ? "%s, in F32: 'cria quantize' makes a smaller file of it%n"
                                    : "in %s: an adapter for the student, in GGUF and for PEFT%n",
                            all ? WholeStudent.model(folder) : folder);
        }
        return outcome.end() == TrainingRun.End.STOPPED;
    }
}
