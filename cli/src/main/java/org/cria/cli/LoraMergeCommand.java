package org.cria.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cria.cli.arguments.ScaledFile;
import org.cria.cli.models.ModelFile;
import org.cria.cli.terminal.PromptProgress;
import org.cria.kernels.Count;
import org.cria.model.ModelOptions;
import org.cria.model.gguf.Gguf;
import org.cria.model.huggingface.ModelFiles;
import org.cria.model.lora.LoraFile;
import org.cria.model.lora.LoraMerge;
import org.cria.model.quantise.Mixture;
import org.cria.model.quantise.QuantiseOptions;
import org.cria.model.quantise.QuantisePlan;
import org.cria.model.quantise.Quantiser;
import org.cria.model.quantise.RoundingError;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cria lora merge}: an adapter becomes part of a model. */
@Command(
        name = "merge",
        description = {
            "Makes a model of a model and an adapter: its matrices with the tweaks in them.",
            "Best from F16, BF16 or F32: in a quantised file what is tweaked is rounded again, and how much that is, is told."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class LoraMergeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "BASE", description = "The model that the adapter was trained on.")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path base;

    @Parameters(
            index = "1",
            paramLabel = "ADAPTER[:SCALE]",
            converter = ScaledFile.class,
            description = "GGUF, or a folder as PEFT saves it. Default scale: 1.")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private LoraFile adapter;

    @Parameters(index = "2", paramLabel = "OUT", description = "The new file.")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path out;

    @Parameters(
            index = "3",
            arity = "0..1",
            paramLabel = "TYPE",
            description = "Formats of the new file as for 'cria quantize', such as Q4_K_M. Default: those of BASE.")
    private @Nullable String type;

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            description = "Threads that work. The file is the same with any number. Default: all processors.")
    private int threads = ModelOptions.defaults().threads();

    @Override
    public Integer call() throws IOException {
        if (threads < 1 || threads > 1024) {
            throw new ParameterException(spec.commandLine(), "-t is " + threads + ", expected 1 to 1024.");
        }
        Optional<Mixture> mixture = Optional.ofNullable(type).map(this::mixture);
        try (Gguf gguf = ModelFiles.open(ModelFile.resolve(base))) {
            LoraMerge merge = LoraMerge.of(gguf, adapter);
            QuantisePlan plan = merge.plan(mixture.map(wanted -> QuantisePlan.of(
                            gguf,
                            QuantiseOptions.of(wanted).withThreads(threads).withRequantising()))
                    .orElseGet(() -> QuantisePlan.same(gguf, threads)));
            OutputFile.check(out);
            try (PromptProgress progress = new PromptProgress("merging", PromptProgress.onTerminal())) {
                new Quantiser(plan, merge).write(out, progress);
            }
            try (Gguf result = Gguf.open(out)) {
                spec.commandLine().getErr().println(summary(merge, RoundingError.measure(plan, result, merge)));
            }
        }
        return 0;
    }

    private Mixture mixture(String name) {
        return Mixture.named(name)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "TYPE is '" + name + "', expected one of " + Mixture.names() + "."));
    }

    private static String summary(LoraMerge merge, RoundingError error) {
        String told = String.format(
                "%s changed by %.3g %% of what they held; rounding changed them by %.3g %% besides.",
                Count.of(merge.tensors(), "tensor"), 100 * error.change(), 100 * error.rounding());
        return error.rounding() <= error.change() / 2
                ? told
                : told + System.lineSeparator()
                        + "note: that rounding hides much of the adapter. Merge it into F16, or use it beside the model"
                        + " with --lora.";
    }
}
