package org.cria.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cria.cli.bench.BenchArguments;
import org.cria.cli.bench.BenchOutput;
import org.cria.cli.bench.BenchResult;
import org.cria.cli.bench.BenchSetup;
import org.cria.cli.report.ReceiptText;
import org.cria.cli.terminal.Interrupts;
import org.cria.cli.wording.Wording;
import org.cria.model.Model;
import org.cria.model.bench.Bench;
import org.cria.model.bench.EnergyDomain;
import org.cria.model.bench.EnergyMeter;
import org.cria.model.bench.MachineEnergy;
import org.cria.model.bench.Samples;
import org.cria.model.bench.Trial;
import org.cria.model.gguf.Gguf;
import org.cria.model.huggingface.ModelFiles;
import org.cria.model.inspect.FileSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cria bench}: how fast models run, in llama-bench's terms. */
@Command(
        name = "bench",
        description = {
            "Measures how fast models run.",
            "Method, options and output are llama-bench's. Results go to stdout, progress to stderr."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Options that take a list run the tests for each value: -t 1,2 or -p 128 -p 512. Numbers may be ranges: 1-4, "
                    + "0-1024+256, 128-2048*2.",
            "Each test runs once unmeasured, then -r times. Only the model is measured: tokens are random, nothing is "
                    + "tokenised or sampled."
        })
final class BenchCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Mixin
    private final BenchArguments arguments = new BenchArguments();

    @Option(
            names = {"-r", "--repetitions"},
            paramLabel = "N",
            defaultValue = "5",
            description = "Measured runs of each test. Default: ${DEFAULT-VALUE}.")
    private int repetitions;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "KIND",
            converter = BenchOutput.Kind.Reader.class,
            defaultValue = "md",
            description = "How results are printed: md, csv or json. Default: ${DEFAULT-VALUE}.")
    private BenchOutput.Kind output = BenchOutput.Kind.MD;

    @Option(
            names = "--latency",
            description = "Table columns of waiting times, 50th/90th/99th percentile: to the first token of a sequence"
                    + " behind its prompt, and between tokens. csv and json have them anyway.")
    private boolean latency;

    @Option(
            names = "--energy",
            description = "Table columns of the energy per token of the whole machine: processors, memory (dram) and"
                    + " board (psys) as Linux counts them, NVIDIA's GPUs (gpu). csv and json have it anyway, where it is"
                    + " counted.")
    private boolean energy;

    @Option(names = "--no-warmup", description = "Leaves the unmeasured run out.")
    private boolean noWarmup;

    @Option(
            names = {"-v", "--verbose"},
            description = "Say more on stderr: device, memory, and the stack trace of a failure.")
    private boolean verbose;

    /** Tests begun. */
    private int started;

    private final AtomicBoolean interrupted = new AtomicBoolean();

    @Override
    public Integer call() {
        if (repetitions < 1) {
            throw new ParameterException(spec.commandLine(), "-r is " + repetitions + ", expected 1 or more.");
        }
        List<BenchSetup> setups = arguments.setups();
        List<Trial> trials = arguments.trials();
        Map<Path, FileSummary> models = new LinkedHashMap<>();
        arguments
                .models()
                .forEach(file -> models.put(file, summary(file))); // a bad one ends this before the first test
        int all = models.size() * setups.size() * trials.size();
        EnergyMeter meter = MachineEnergy.here();
        Interrupts.onInterrupt(() -> interrupted.set(true));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        if (energy) {
            meter.missing().ifPresent(why -> System.err.println("note: no energy per token " + why + "."));
        }
        Set<EnergyDomain> counted = energy ? meter.joules().keySet() : Set.of();
        try (BenchOutput results = output.open(out, setups, latency, counted)) {
            Runs runs = new Runs(trials, all, meter, results);
            models.forEach((file, summary) -> setups.forEach(setup -> run(file, summary, setup, runs)));
        }
        return 0;
    }

    private static FileSummary summary(Path file) {
        try (Gguf gguf = ModelFiles.open(file)) {
            return FileSummary.of(gguf);
        }
    }

    /** What is run with every model and setup. */
    private record Runs(List<Trial> trials, int all, EnergyMeter meter, BenchOutput results) {
        int context() {
            return trials.stream().mapToInt(Trial::contextSize).max().orElseThrow();
        }

        int sequences() {
            return trials.stream().mapToInt(Trial::sequences).max().orElseThrow();
        }
    }

    private void run(Path file, FileSummary summary, BenchSetup setup, Runs runs) {
        if (interrupted.get()) {
            return;
        }
        try (Model model = setup.device().open(file, setup.options(runs.context(), runs.sequences()))) {
            if (verbose) {
                System.err.println("memory: " + model.memory().summary());
                System.err.println(setup.device().explain(model));
                model.places().forEach(place -> System.err.println("plan: " + place));
            }
            model.notes().forEach(note -> System.err.println("note: " + Wording.of(note)));
            Bench bench = new Bench(model, runs.meter(), () -> !interrupted.get());
            for (Trial trial : runs.trials()) {
                started++;
                System.err.println("bench " + started + "/" + runs.all() + ": " + summary.modelType() + ", "
                        + trial.name() + ", " + model.device());
                Instant time = Instant.now();
                Optional<Samples> samples = bench.measure(trial, repetitions, !noWarmup);
                if (samples.isEmpty()) {
                    return;
                }
                runs.results().print(new BenchResult(file, summary, setup, trial, time, samples.get(), model.device()));
            }
            if (verbose) {
                ReceiptText.print(model);
            }
        }
    }
}
