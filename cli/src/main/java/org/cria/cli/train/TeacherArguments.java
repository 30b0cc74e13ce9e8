package org.cria.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cria.cli.arguments.Usage;
import org.cria.cli.models.ModelFile;
import org.cria.cli.terminal.PromptProgress;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.distil.Distillation;
import org.cria.model.distil.FewerLayers;
import org.cria.model.distil.TeacherScores;
import org.cria.model.gguf.Gguf;
import org.cria.model.huggingface.ModelFiles;
import org.cria.model.tokenizer.Tokenizers;
import org.cria.model.tokenizer.Vocabulary;
import org.cria.model.train.Example;
import org.cria.model.train.Objective;
import org.cria.model.train.TrainingData;
import org.cria.model.train.TrainingIdentity;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options about who teaches, and what of it is learned. */
public final class TeacherArguments {
    private static final String LAYERS = "layers=";
    private static final String BEGINNING = "beginning.gguf";

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Option(names = "--teacher", paramLabel = "MODEL", required = true, description = "The large model.")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path teacher;

    @Option(
            names = "--best",
            paramLabel = "K",
            description = "How many of the teacher's likeliest tokens are told apart; the others count as one."
                    + " Default: ${DEFAULT-VALUE}.")
    private int best = 32;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "Above 1, unlikely tokens count more. Default: ${DEFAULT-VALUE}.")
    private double temperature = 1;

    @Option(
            names = "--text-share",
            paramLabel = "X",
            description = "How much the text itself counts beside the teacher, up to 1. Default: 0.")
    private double textShare;

    @Option(
            names = "--scores",
            paramLabel = "FILE",
            description = "Keeps what the teacher says in FILE, and takes it from there the next time.")
    private @Nullable Path scores;

    /**
     * What is learned from the teacher.
     *
     * @param learned of the examples that are learned
     * @param measured of those that are not, the teacher alone; empty where there are none
     * @param key tells teacher, examples and settings
     */
    public record Lessons(Objective learned, Optional<Objective> measured, String key) {}

    /** The teacher's tokens. */
    public Vocabulary vocabulary() {
        try (Gguf gguf = ModelFiles.open(file())) {
            return Tokenizers.from(gguf.metadata()).vocabulary();
        }
    }

    private Path file() {
        return ModelFile.resolve(teacher);
    }

    /** Writes a student of some of the teacher's layers into a folder. */
    public Path fewerLayers(String shape, Path folder) throws IOException {
        String number = shape.startsWith(LAYERS) ? shape.substring(LAYERS.length()) : "";
        if (!number.matches("\\d{1,4}")) {
            throw wrong("--shape is '" + shape + "', expected " + LAYERS + "N, such as " + LAYERS + "8.");
        }
        Path begun = folder.resolve(BEGINNING);
        try (Gguf gguf = ModelFiles.open(file())) {
            FewerLayers.write(gguf, Integer.parseInt(number), begun);
        }
        return begun;
    }

    /** Asks the teacher, or the file of what it said. */
    public Lessons lessons(DataArguments.Sets sets, int vocabulary, int threads) throws IOException {
        if (best < 1 || !(temperature > 0) || !(textShare >= 0 && textShare <= 1)) {
            throw wrong("--best is " + best + ", --temperature " + temperature + " and --text-share " + textShare
                    + ", expected 1 or more, more than 0, and 0 to 1.");
        }
        List<Example> examples = new ArrayList<>(sets.learned().examples());
        sets.measured().map(TrainingData::examples).ifPresent(examples::addAll);
        String key;
        TeacherScores said;
        try (Gguf gguf = ModelFiles.open(file())) {
            key = new TrainingIdentity(gguf.fingerprint())
                    .with("best", best)
                    .with("temperature", temperature)
                    .with(new TrainingData(sets.learned().place(), examples, 0), Optional.empty())
                    .settings()
                    .toString();
        }
        Optional<TeacherScores> known = scores == null ? Optional.empty() : TeacherScores.read(scores, best, key);
        said = known.isPresent() ? known.get() : ask(examples, threads);
        if (known.isEmpty() && scores != null) {
            said.write(scores, key);
        }
        int learned = sets.learned().examples().size();
        Objective taught = new Distillation(examples, said, vocabulary, temperature, textShare);
        Objective measured = new Distillation(examples, said, vocabulary, temperature, 0);
        return new Lessons(
                taught,
                sets.measured().map(_ -> (values, chosen, scale) -> {
                    int[] shifted = chosen.clone();
                    for (int i = 0; i < shifted.length; i++) {
                        shifted[i] += learned;
                    }
                    return measured.differentiate(values, shifted, scale);
                }),
                key + " " + textShare);
    }

    private TeacherScores ask(List<Example> examples, int threads) {
        int longest =
                examples.stream().mapToInt(each -> each.tokens().length).max().orElse(1);
        ModelOptions options = Usage.checked(
                spec, () -> ModelOptions.defaults().withThreads(threads).withContextSize(longest));
        try (Model model = Model.open(file(), options);
                PromptProgress progress = new PromptProgress("asking the teacher", PromptProgress.onTerminal())) {
            return TeacherScores.of(model, examples, best, temperature, progress);
        }
    }

    private ParameterException wrong(String text) {
        return new ParameterException(spec.commandLine(), text);
    }
}
