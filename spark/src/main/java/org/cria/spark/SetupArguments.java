package org.cria.spark;

import org.cria.cli.arguments.CpuArguments;
import org.cria.model.ModelOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How executors open the model. */
final class SetupArguments {
    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "FILE",
            description = "A path that every executor has, a file's name with --files, or hdfs://…, s3a://….")
    private @Nullable String model;

    @Option(
            names = {"-c", "--ctx-size"},
            paramLabel = "N",
            description = "Most tokens of a prompt and its answer; 0: the model's. Default: the model's, at most 4096.")
    private int contextSize = ModelOptions.DEFAULT_CONTEXT;

    @Option(
            names = {"-np", "--parallel"},
            paramLabel = "N",
            description = "Rows that an executor computes at a time. Default: ${DEFAULT-VALUE}.")
    private int slots = ModelSetup.SLOTS;

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            description = "Threads that compute on an executor. Default: one per core that it has.")
    private int threads = ModelSetup.BY_CORES;

    @Mixin
    private final CpuArguments cpu = new CpuArguments();

    /** @throws org.cria.kernels.CriaException if a value is none that it can have */
    ModelSetup setup() {
        if (model == null) {
            throw new ParameterException(spec.commandLine(), "-m is missing, expected a model.");
        }
        return ModelSetup.of(model)
                .withContextSize(contextSize)
                .withSlots(slots)
                .withThreads(threads)
                .withArithmetic(cpu.arithmetic());
    }
}
