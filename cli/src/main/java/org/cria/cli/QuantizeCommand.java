package org.cria.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cria.cli.models.ModelFile;
import org.cria.cli.quantise.QualityArguments;
import org.cria.cli.quantise.QuantiseArguments;
import org.cria.cli.quantise.QuantiseReport;
import org.cria.cli.report.ByteCount;
import org.cria.cli.report.Table;
import org.cria.cli.terminal.PromptProgress;
import org.cria.kernels.Count;
import org.cria.kernels.format.Format;
import org.cria.model.gguf.Gguf;
import org.cria.model.quantise.Mixture;
import org.cria.model.quantise.PlannedTensor;
import org.cria.model.quantise.QuantisePlan;
import org.cria.model.quantise.Quantiser;
import org.cria.model.quantise.TensorError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cria quantize}: makes a smaller file of a model. */
@Command(
        name = "quantize",
        description = {
            "Makes a smaller file of a model: what llama-quantize makes, byte for byte.",
            "TYPE is one of F32, F16, BF16, Q8_0, Q6_K, Q5_K_M, Q5_K_S, Q5_1, Q5_0, Q4_K_M, Q4_K_S, Q4_1, Q4_0, IQ4_NL,"
                    + " IQ4_XS, Q3_K_L, Q3_K_M, Q3_K_S, Q2_K, Q2_K_S: the largest file comes first."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class QuantizeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "IN",
            description = "A GGUF file in F32, F16 or BF16; of a split one, the first shard.")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path in;

    @Parameters(index = "1", paramLabel = "OUT", description = "The new file.")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path out;

    @Parameters(index = "2", paramLabel = "TYPE", description = "Which formats tensors get, such as Q4_K_M.")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private String type;

    @Mixin
    private final QuantiseArguments arguments = new QuantiseArguments();

    @Option(names = "--dry-run", description = "Tells what the file would be, and writes nothing.")
    private boolean dryRun;

    @Option(
            names = "--report",
            description = "Then prints each tensor's size and mean square error as a table, with a small chart.")
    private boolean report;

    @Mixin
    private final QualityArguments quality = new QualityArguments();

    @Option(
            names = {"-v", "--verbose"},
            description = "Lists what becomes of every tensor; on failure, prints the stack trace.")
    private boolean verbose;

    @Override
    public Integer call() throws IOException {
        Mixture mixture = Mixture.named(type)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "TYPE is '" + type + "', expected one of " + Mixture.names() + "."));
        Optional<String> text = quality.text();
        try (Gguf gguf = Gguf.open(ModelFile.resolve(in))) {
            QuantisePlan plan = QuantisePlan.of(gguf, arguments.options(mixture));
            if (verbose) {
                spec.commandLine().getErr().print(table(plan));
            }
            tellFallbacks(plan.tensors());
            if (!dryRun) {
                OutputFile.check(out);
                try (PromptProgress progress = new PromptProgress("quantising", PromptProgress.onTerminal())) {
                    new Quantiser(plan).write(out, progress);
                }
            }
            spec.commandLine().getErr().println(summary(plan));
            if ((report || text.isPresent()) && !dryRun) {
                report(gguf, text);
            }
        }
        return 0;
    }

    private void report(Gguf gguf, Optional<String> text) {
        PrintWriter lines = spec.commandLine().getOut();
        try (Gguf result = Gguf.open(out)) {
            lines.print(QuantiseReport.text(TensorError.measure(gguf, result)));
            lines.flush();
        }
        text.ifPresent(input -> lines.print("\n" + quality.report(input, gguf.file(), out, arguments.threads())));
        lines.flush();
    }

    private static String table(QuantisePlan plan) {
        Table table = new Table("TENSOR", "SHAPE", "FROM", "TO", ">SIZE");
        for (PlannedTensor planned : plan.tensors()) {
            table.row(
                    planned.tensor().name(),
                    planned.tensor().shapeText(),
                    planned.tensor().format().name(),
                    planned.format().name(),
                    ByteCount.text(planned.bytes()));
        }
        return table.text("");
    }

    private void tellFallbacks(List<PlannedTensor> tensors) {
        List<PlannedTensor> others =
                tensors.stream().filter(planned -> planned.wanted().isPresent()).toList();
        if (others.isEmpty()) {
            return;
        }
        PlannedTensor first = others.getFirst();
        String wanted = first.wanted().map(Format::name).orElse("");
        spec.commandLine()
                .getErr()
                .println("note: rows of " + Count.of(others.size(), "tensor")
                        + " are no whole blocks of the format that fits best, so another is taken: "
                        + first.format().name()
                        + " instead of " + wanted + " for " + first.tensor().name()
                        + (others.size() == 1 ? "" : " and others") + ".");
    }

    private static String summary(QuantisePlan plan) {
        long before = plan.tensors().stream()
                .mapToLong(planned -> planned.tensor().bytes())
                .sum();
        long after = plan.tensors().stream().mapToLong(PlannedTensor::bytes).sum();
        long values = plan.tensors().stream()
                .mapToLong(planned -> planned.tensor().values())
                .sum();
        return String.format(
                "%s -> %s, %.2f bits per weight", ByteCount.text(before), ByteCount.text(after), 8.0 * after / values);
    }
}
