package org.cria.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.cria.cli.arguments.Usage;
import org.cria.model.ModelOptions;
import org.cria.model.train.AdamW;
import org.cria.model.train.LearningRate;
import org.cria.model.train.TrainingData;
import org.cria.model.train.TrainingPlan;
import org.cria.model.train.TrainingRun;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say how a training goes. */
public final class TrainingArguments {
    private static final int USUAL_BATCH = 4;
    private static final double USUAL_EPOCHS = 3;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Mixin
    private final DataArguments data = new DataArguments();

    @Option(names = "--epochs", paramLabel = "N", description = "Rounds through the data. Default: 3.")
    private @Nullable Double epochs;

    @Option(names = "--steps", paramLabel = "N", description = "Steps, instead of --epochs.")
    private @Nullable Integer steps;

    @Option(names = "--batch", paramLabel = "N", description = "Examples of a pass. Default: ${DEFAULT-VALUE}.")
    private int batch = USUAL_BATCH;

    @Option(names = "--accumulate", paramLabel = "N", description = "Passes of a step. Default: 1.")
    private int accumulate = 1;

    @Option(names = "--lr", paramLabel = "X", description = "The largest learning rate. Default: ${DEFAULT-VALUE}.")
    private double rate = 2e-4;

    @Option(
            names = "--warmup",
            paramLabel = "N",
            description = "Steps in which the rate grows to that. Default: a twentieth of all.")
    private @Nullable Integer warmUp;

    @Option(
            names = "--schedule",
            paramLabel = "SHAPE",
            description = "What the rate does then: ${COMPLETION-CANDIDATES}. Default: cosine, down to nothing.")
    private LearningRate.Shape shape = LearningRate.Shape.COSINE;

    @Option(names = "--weight-decay", paramLabel = "X", description = "AdamW's decay of weights. Default: 0.")
    private double decay;

    @Option(names = "--beta1", paramLabel = "X", description = "AdamW's memory of derivatives. Default: 0.9.")
    private double beta1 = AdamW.usual().beta1();

    @Option(names = "--beta2", paramLabel = "X", description = "Its memory of their squares. Default: 0.999.")
    private double beta2 = AdamW.usual().beta2();

    @Option(
            names = "--clip",
            paramLabel = "X",
            description = "The most that the derivatives' norm may be; 0 for any. Default: 1.")
    private double clip = 1;

    @Option(
            names = {"-s", "--seed"},
            paramLabel = "N",
            description = "Of the values to begin with, and of the examples' order. Default: 1.")
    private long seed = 1;

    @Option(names = "--no-shuffle", description = "Takes the examples in the order of the file.")
    private boolean inOrder;

    @Option(
            names = "--save-every",
            paramLabel = "N",
            description = "Steps after which all is saved; at the end and at Ctrl-C it is anyway. Default: 50.")
    private int saveEvery = 50;

    @Option(names = "--resume", description = "Fails unless the folder has a training to go on with.")
    private boolean resumes;

    @Option(names = "--anew", description = "Begins anew where the folder has a training already.")
    private boolean anew;

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            description = "Threads that compute; the result is the same with any number. Default: one per core.")
    private int threads = ModelOptions.defaults().threads();

    @Option(names = "--json", description = "Prints a JSON object per line instead of text, one for each step.")
    private boolean json;

    /** What is learned, and what is measured. */
    public DataArguments data() {
        return data;
    }

    public long seed() {
        return seed;
    }

    public boolean json() {
        return json;
    }

    public int threads() {
        return Usage.checked(spec, () -> ModelOptions.defaults().withThreads(threads))
                .threads();
    }

    public int saveEvery() {
        if (saveEvery < 1) {
            throw new ParameterException(spec.commandLine(), "--save-every is " + saveEvery + ", expected 1 or more.");
        }
        return saveEvery;
    }

    /** How a training with these examples goes. */
    public TrainingPlan plan(TrainingData examples) {
        if (steps != null && epochs != null) {
            throw new ParameterException(
                    spec.commandLine(), "both --steps and --epochs say how long: use one of them.");
        }
        if (epochs != null && !(epochs > 0)) {
            throw new ParameterException(spec.commandLine(), "--epochs is " + epochs + ", expected more than 0.");
        }
        int all = steps != null
                ? steps
                : TrainingPlan.steps(
                        Optional.ofNullable(epochs).orElse(USUAL_EPOCHS),
                        examples.examples().size(),
                        Math.max(1, batch),
                        Math.max(1, accumulate));
        int growing = Optional.ofNullable(warmUp).orElse(all / 20);
        return Usage.checked(
                spec,
                () -> new TrainingPlan(
                        all,
                        batch,
                        accumulate,
                        new LearningRate(rate, growing, shape),
                        new AdamW(beta1, beta2, AdamW.usual().epsilon(), decay),
                        clip,
                        seed,
                        !inOrder));
    }

    /** Sees to what the folder is to have before the training. */
    public void prepare(Path folder) throws IOException {
        if (resumes && anew) {
            throw new ParameterException(
                    spec.commandLine(), "--resume and --anew exclude each other: use one of them.");
        }
        if (resumes && !TrainingRun.isIn(folder)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--resume: " + folder + " has no training to go on with, expected one. Leave --resume away.");
        }
        if (anew) {
            TrainingRun.forget(folder);
        }
    }
}
