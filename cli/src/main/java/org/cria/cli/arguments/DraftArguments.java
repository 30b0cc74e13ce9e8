package org.cria.cli.arguments;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.Footprint;
import org.cria.kernels.backend.Plan;
import org.cria.model.AvailableMemory;
import org.cria.model.MemoryPlan;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.gguf.Gguf;
import org.cria.model.huggingface.ModelFiles;
import org.cria.model.speculation.ModelDrafter;
import org.cria.model.speculation.Speculation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Whether next tokens are guessed, and by whom, so that several are checked in one pass. */
public final class DraftArguments {
    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Mixin
    private final NgramArguments ngrams = new NgramArguments();

    @Option(
            names = {"-md", "--model-draft"},
            paramLabel = "MODEL",
            description =
                    "A smaller model with the same vocabulary that guesses, named as with -m: the same text, sooner.")
    private @Nullable Path file;

    @Option(
            names = {"-devd", "--device-draft"},
            paramLabel = "NAME",
            completionCandidates = DeviceArguments.DeviceNames.class,
            description = "Where that model runs. Default: where the other does.")
    private @Nullable String device;

    @Option(
            names = {"-ngld", "--gpu-layers-draft"},
            paramLabel = "N",
            converter = DeviceArguments.Layers.class,
            completionCandidates = DeviceArguments.LayerWords.class,
            description = "How many of its last layers run there; auto: as many as fit. Default: auto.")
    private int gpuLayers = Plan.AUTO;

    /**
     * What guesses, opened.
     *
     * @param model that does; null where a text guesses itself, or nothing is guessed
     */
    public record Opened(
            Speculation speculation,
            @Nullable Model model,
            @Nullable ModelDrafter drafter) implements AutoCloseable {
        @Override
        public void close() {
            if (drafter != null) {
                drafter.close();
            }
            if (model != null) {
                model.close();
            }
        }
    }

    /** Whether a model guesses. */
    public boolean isModel() {
        return file != null;
    }

    /** Whether anything guesses. */
    public boolean isAsked() {
        return file != null || ngrams.isAsked();
    }

    /**
     * Checks what can be checked before anything takes time.
     *
     * @throws ParameterException if the options make no sense
     */
    public void check() {
        Speculation asked = ngrams.speculation();
        if (file != null && asked.most() > 0 && ngrams.isAsked()) {
            throw new ParameterException(
                    spec.commandLine(), "both -md and --draft-ngram say what guesses: use one of them.");
        }
        if (file == null && ngrams.types().contains(NgramArguments.SIMPLE)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--spec-type is " + NgramArguments.SIMPLE + ", and no model guesses: name one with -md MODEL.");
        }
        if (file == null && (device != null || gpuLayers != Plan.AUTO)) {
            throw new ParameterException(
                    spec.commandLine(),
                    (device != null ? "-devd" : "-ngld") + " is for a model that guesses: name one with -md MODEL.");
        }
    }

    /**
     * Opens what guesses.
     *
     * @param loading how the model is loaded that it guesses for
     * @throws CriaException if it does not fit beside that model, or has another vocabulary
     */
    public Opened open(ModelArguments loading, Model model) {
        return open(loading.loading(), loading::other, model);
    }

    /**
     * The same.
     *
     * @param files the file that a user means
     */
    public Opened open(LoadingArguments loading, UnaryOperator<Path> files, Model model) {
        check();
        if (file == null) {
            return new Opened(ngrams.speculation(), null, null);
        }
        Path found = files.apply(file);
        ModelOptions options =
                loading.options(Optional.ofNullable(device), gpuLayers).withContextSize(model.contextSize());
        checkMemory(found, options, model);
        Model opened = loading.open(found, options);
        try {
            ModelDrafter drafter = new ModelDrafter(
                    opened.newSession(),
                    opened.tokenizer().vocabulary(),
                    opened.fileName(),
                    model.tokenizer().vocabulary());
            return new Opened(Speculation.by(drafter).withMost(ngrams.most()), opened, drafter);
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    private static void checkMemory(Path file, ModelOptions options, Model model) {
        if (!options.checksMemory()) {
            return;
        }
        try (Gguf gguf = ModelFiles.open(file)) {
            long own = MemoryPlan.of(gguf, options).totalBytes();
            long others = model.memory().totalBytes();
            long available = AvailableMemory.bytes();
            if (own + others > available) {
                throw new CriaException(gguf.place() + ": needs " + Footprint.text(own) + " of memory beside the "
                        + Footprint.text(others) + " of the model that it guesses for, available are "
                        + Footprint.text(available) + ". Choose a smaller draft, or a smaller context with -c.");
            }
        }
    }
}
