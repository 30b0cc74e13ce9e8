package org.cria.cli;

import org.cria.kernels.backend.Settings;
import org.cria.kernels.format.Format;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that loads a model. */
final class ModelArguments {
    @Mixin
    private final ModelFile model = new ModelFile();

    @Option(
            names = {"-c", "--ctx-size"},
            paramLabel = "N",
            description = "Context in tokens; 0: the model's. Default: the model's, at most 4096.")
    private int contextSize = ModelOptions.DEFAULT_CONTEXT;

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            description = "Threads that compute. Default: one per core.")
    private int threads = ModelOptions.defaults().threads();

    @Option(
            names = {"-b", "--batch-size"},
            paramLabel = "N",
            description = "Prompt tokens processed at once. Default: ${DEFAULT-VALUE}.")
    private int batchSize = ModelOptions.defaults().batchSize();

    @Option(
            names = {"-ctk", "--cache-type-k"},
            paramLabel = "TYPE",
            converter = KvFormat.class,
            description = "KV cache type of keys: f32, f16 or q8_0. Default: f16.")
    private Format keys = ModelOptions.defaults().keys();

    @Option(
            names = {"-ctv", "--cache-type-v"},
            paramLabel = "TYPE",
            converter = KvFormat.class,
            description = "KV cache type of values: f32, f16 or q8_0. Default: f16.")
    private Format values = ModelOptions.defaults().values();

    @Option(
            names = {"-dev", "--device"},
            paramLabel = "NAME",
            description = "Where to run: auto or cpu. Default: auto.")
    private String device = "auto";

    @Option(
            names = {"-v", "--verbose"},
            description = "Say more on stderr: device, memory, and the stack trace of a failure.")
    private boolean verbose;

    /** Reads a KV cache type. */
    static final class KvFormat implements ITypeConverter<Format> {
        @Override
        public Format convert(String value) {
            return Settings.kvFormat(value);
        }
    }

    boolean verbose() {
        return verbose;
    }

    ModelOptions options() {
        return new ModelOptions(device, contextSize, threads, batchSize, keys, values);
    }

    /** Opens the model and says what it runs on, where that is worth a line. */
    Model open() {
        return open(options());
    }

    Model open(ModelOptions options) {
        Model opened = Model.open(model.file(), options);
        if (verbose) {
            System.err.println("model: " + opened.config().summary());
            System.err.println("memory: " + opened.memory().summary());
        }
        if (verbose || opened.device().contains("plain Java")) {
            System.err.println("device: " + opened.device());
        }
        return opened;
    }
}
