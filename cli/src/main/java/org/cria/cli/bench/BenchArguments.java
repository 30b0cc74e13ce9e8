package org.cria.cli.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.cria.cli.arguments.DeviceArguments;
import org.cria.cli.arguments.LoraArguments;
import org.cria.cli.arguments.MemoryArguments;
import org.cria.cli.arguments.Usage;
import org.cria.cli.device.DeviceUser;
import org.cria.cli.hub.HubArguments;
import org.cria.cli.models.ModelFile;
import org.cria.kernels.format.Format;
import org.cria.model.ModelOptions;
import org.cria.model.bench.Trial;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.gguf.Gguf;
import org.cria.model.hub.HubReference;
import org.cria.model.huggingface.ModelFiles;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What a benchmark runs: models, ways to load them, tests; each option is a list, and all combinations are meant. */
public final class BenchArguments implements DeviceUser {
    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL,…",
            split = ",",
            hideParamSyntax = true,
            description = "GGUF files, names that 'cria models' lists, or hf:OWNER/REPO[:QUANT|/FILE]. Default: $"
                    + ModelFile.VARIABLE + ", else the built-in model.")
    private List<Path> models = new ArrayList<>();

    @Mixin
    private final HubArguments hub = new HubArguments();

    @Option(
            names = {"-p", "--n-prompt"},
            paramLabel = "N,…",
            converter = WholeNumbers.class,
            defaultValue = "512",
            description = "Prompt tokens of the pp tests; 0: none. Default: ${DEFAULT-VALUE}.")
    private List<WholeNumbers.Several> prompts = new ArrayList<>();

    @Option(
            names = {"-n", "--n-gen"},
            paramLabel = "N,…",
            converter = WholeNumbers.class,
            defaultValue = "128",
            description = "Generated tokens of the tg tests; 0: none. Default: ${DEFAULT-VALUE}.")
    private List<WholeNumbers.Several> generated = new ArrayList<>();

    @Option(
            names = "-pg",
            paramLabel = "P,N",
            converter = WholeNumbers.PairReader.class,
            description = "Also a test of P prompt tokens and N generated ones together; may be given several times.")
    private List<WholeNumbers.Pair> pairs = new ArrayList<>();

    @Option(
            names = {"-d", "--n-depth"},
            paramLabel = "N,…",
            converter = WholeNumbers.class,
            defaultValue = "0",
            description = "Tokens in the cache before each test. Default: ${DEFAULT-VALUE}.")
    private List<WholeNumbers.Several> depths = new ArrayList<>();

    @Option(
            names = "-npl",
            paramLabel = "N,…",
            converter = WholeNumbers.class,
            defaultValue = "1",
            description =
                    "Sequences that run at once in the tg and -pg tests, whose speed is that of all together; each has"
                            + " -d tokens of its own. Default: ${DEFAULT-VALUE}.")
    private List<WholeNumbers.Several> parallel = new ArrayList<>();

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N,…",
            converter = WholeNumbers.class,
            description = "Threads that compute. Default: one per core.")
    private List<WholeNumbers.Several> threads = new ArrayList<>();

    @Option(
            names = {"-b", "--batch-size"},
            paramLabel = "N,…",
            converter = WholeNumbers.class,
            defaultValue = "2048",
            description = "Prompt tokens handed over at once. Default: ${DEFAULT-VALUE}.")
    private List<WholeNumbers.Several> batches = new ArrayList<>();

    @Option(
            names = {"-ub", "--ubatch-size"},
            paramLabel = "N,…",
            converter = WholeNumbers.class,
            description = "Prompt tokens computed at once, at most -b. Default: run's -b.")
    private List<WholeNumbers.Several> microBatches = new ArrayList<>();

    @Option(
            names = {"-ctk", "--cache-type-k"},
            paramLabel = "TYPE,…",
            split = ",",
            hideParamSyntax = true,
            converter = MemoryArguments.KvFormat.class,
            defaultValue = "f16",
            description = "KV cache types of keys: f32, f16 or q8_0. Default: ${DEFAULT-VALUE}.")
    private List<Format> keys = new ArrayList<>();

    @Option(
            names = {"-ctv", "--cache-type-v"},
            paramLabel = "TYPE,…",
            split = ",",
            hideParamSyntax = true,
            converter = MemoryArguments.KvFormat.class,
            defaultValue = "f16",
            description = "KV cache types of values: f32, f16 or q8_0. Default: ${DEFAULT-VALUE}.")
    private List<Format> values = new ArrayList<>();

    @Mixin
    private final LoraArguments lora = new LoraArguments();

    @Mixin
    private final DeviceArguments device = new DeviceArguments();

    @Override
    public String device() {
        return device.name();
    }

    @Override
    public long plannedBytes() {
        int context = trials().stream().mapToInt(Trial::contextSize).max().orElseThrow();
        int sequences = trials().stream().mapToInt(Trial::sequences).max().orElseThrow();
        long most = 0;
        for (Path file : models(HubArguments::atHand)) {
            try (Gguf gguf = ModelFiles.open(file)) {
                for (BenchSetup setup : setups()) {
                    most = Math.max(most, setup.plannedBytes(gguf, context, sequences));
                }
            }
        }
        return most;
    }

    /** The files, those of the hub downloaded if need be. */
    public List<Path> models() {
        return models(hub::file);
    }

    private List<Path> models(Function<HubReference, Path> source) {
        List<Path> files = new ArrayList<>();
        models.forEach(model -> files.add(ModelFile.resolve(model, source)));
        hub.given().map(source).ifPresent(files::add);
        return files.isEmpty() ? List.of(ModelFile.unlessGiven(spec, source)) : files;
    }

    /** In llama-bench's order: the options named last change fastest. */
    public List<BenchSetup> setups() {
        List<BenchSetup> setups = new ArrayList<>();
        ProgramRewrite adapters = lora.rewrite();
        for (int batch : WholeNumbers.Several.all(batches)) {
            for (int microBatch : or(microBatches, ModelOptions.defaults().batchSize())) {
                for (Format key : keys) {
                    for (Format value : values) {
                        for (int count : or(threads, ModelOptions.defaults().threads())) {
                            setups.add(Usage.checked(
                                    spec,
                                    () -> new BenchSetup(device, batch, microBatch, key, value, count, adapters)));
                        }
                    }
                }
            }
        }
        return setups;
    }

    private static List<Integer> or(List<WholeNumbers.Several> given, int usual) {
        return given.isEmpty() ? List.of(usual) : WholeNumbers.Several.all(given);
    }

    /** The tests for each setup: by depth; prompts, then generations, then both. */
    public List<Trial> trials() {
        List<Trial> trials = new ArrayList<>();
        if (WholeNumbers.Several.all(parallel).contains(0)) {
            throw new ParameterException(spec.commandLine(), "-npl is 0, expected 1 or more.");
        }
        for (int depth : WholeNumbers.Several.all(depths)) {
            positive(prompts).forEach(n -> trials.add(new Trial(n, 0, depth)));
            for (int sequences : WholeNumbers.Several.all(parallel)) {
                positive(generated).forEach(n -> trials.add(new Trial(0, n, depth, sequences)));
            }
            for (int sequences : WholeNumbers.Several.all(parallel)) {
                pairs.forEach(pair -> trials.add(new Trial(pair.prompt(), pair.generated(), depth, sequences)));
            }
        }
        if (trials.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "no tests: give -p, -n or -pg a number above 0.");
        }
        return trials;
    }

    private static IntStream positive(List<WholeNumbers.Several> given) {
        return WholeNumbers.Several.all(given).stream()
                .mapToInt(Integer::intValue)
                .filter(n -> n > 0);
    }
}
