package org.cria.spark;

import java.io.File;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkFiles;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.CpuArithmetic;
import org.cria.kernels.backend.CpuArithmetic.Activations;
import org.cria.kernels.backend.CpuArithmetic.Kernels;
import org.cria.model.ModelOptions;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.serve.ServeSettings;
import org.jspecify.annotations.Nullable;

/**
 * How executors open the model. Those that are equal share it.
 *
 * @param model where it is, see {@link BatchOptions#prompts}
 * @param contextSize as {@link ModelOptions} has it
 * @param slots rows that are computed at a time
 * @param threads that compute; {@link #BY_CORES}: one for each core of the executor
 * @param kernels the processor's loops
 * @param activations what quantised weights are multiplied with
 * @param template a chat template's name; null: the model's own
 */
public record ModelSetup(
        String model,
        int contextSize,
        int slots,
        int threads,
        Kernels kernels,
        Activations activations,
        @Nullable String template)
        implements Serializable {
    /** As many threads as an executor has cores. */
    public static final int BY_CORES = 0;

    /** Reading the weights once for eight texts is most of what batches gain; more slots want more memory for caches. */
    static final int SLOTS = 8;

    public ModelSetup {
        if (model.isBlank()) {
            throw new CriaException("the model is missing, expected a file or an address. Name one.");
        }
        if (threads < BY_CORES) {
            throw new CriaException("threads are " + threads + ", expected 1 or more, or 0 for one per core.");
        }
        var _ = ServeSettings.defaults().withSlots(slots);
        var _ = ModelOptions.defaults().withContextSize(contextSize);
        if (template != null) {
            var _ = ChatTemplates.named(template);
        }
    }

    /**
     * A model as it is opened by default.
     *
     * @param model where it is, see {@link BatchOptions#prompts}
     */
    public static ModelSetup of(String model) {
        CpuArithmetic fastest = CpuArithmetic.FASTEST;
        return new ModelSetup(
                model, ModelOptions.DEFAULT_CONTEXT, SLOTS, BY_CORES, fastest.kernels(), fastest.activations(), null);
    }

    /** The most tokens of prompt and answer, see {@link BatchOptions#withContextSize}. */
    public ModelSetup withContextSize(int tokens) {
        return new ModelSetup(model, tokens, slots, threads, kernels, activations, template);
    }

    /** How many texts an executor computes at a time. */
    public ModelSetup withSlots(int count) {
        return new ModelSetup(model, contextSize, count, threads, kernels, activations, template);
    }

    /** Threads that compute on an executor; {@link #BY_CORES}: as many as it has cores. */
    public ModelSetup withThreads(int count) {
        return new ModelSetup(model, contextSize, slots, count, kernels, activations, template);
    }

    /** How the processor computes. */
    public ModelSetup withArithmetic(CpuArithmetic arithmetic) {
        return new ModelSetup(
                model, contextSize, slots, threads, arithmetic.kernels(), arithmetic.activations(), template);
    }

    ModelSetup withTemplate(String name) {
        return new ModelSetup(model, contextSize, slots, threads, kernels, activations, name);
    }

    /** The same with the threads that executors are known to have, and with the model on its way to them if it is elsewhere. */
    ModelSetup placed(SparkContext context) {
        String name = model;
        if (isAddress(model)) {
            context.addFile(model);
            name = model.substring(model.lastIndexOf('/') + 1);
        }
        int cores = threads == BY_CORES ? ExecutorCores.of(context.master(), context.getConf()) : threads;
        return new ModelSetup(name, contextSize, slots, cores, kernels, activations, template);
    }

    private static boolean isAddress(String text) {
        return text.contains("://") && URI.create(text.replace(' ', '+')).getScheme() != null;
    }

    /**
     * The file on this machine.
     *
     * @throws CriaException if there is none
     */
    Path file() {
        return given().or(this::local)
                .orElseThrow(() -> new CriaException(model
                        + ": there is no such file on this machine of the cluster, expected a path that all of them have, or the"
                        + " name of a file that Spark brings to them (spark.files). See docs/spark.md."));
    }

    /** One that Spark brought. */
    private Optional<Path> given() {
        return new File(model).isAbsolute()
                ? Optional.empty()
                : Optional.of(Path.of(SparkFiles.getRootDirectory(), model)).filter(Files::exists);
    }

    private Optional<Path> local() {
        try {
            return Optional.of(Path.of(model)).filter(Files::exists);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** As the model is opened. */
    ModelOptions options() {
        return ModelOptions.defaults()
                .withDevice("cpu")
                .withContextSize(contextSize)
                .withThreads(threads == BY_CORES ? Runtime.getRuntime().availableProcessors() : threads)
                .withCpu(new CpuArithmetic(kernels, activations))
                .withSessions(slots);
    }
}
