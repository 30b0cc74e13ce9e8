package org.cria.cli;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cria.cli.arguments.ModelArguments;
import org.cria.cli.arguments.TextArguments;
import org.cria.cli.report.PerplexityReport;
import org.cria.cli.terminal.Interrupts;
import org.cria.cli.terminal.PromptProgress;
import org.cria.kernels.CriaException;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.forward.Session;
import org.cria.model.measure.Chunks;
import org.cria.model.measure.KlBase;
import org.cria.model.measure.KlDivergence;
import org.cria.model.measure.Perplexity;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cria perplexity}: how well a model predicts a text, and how far it is from a reference. */
@Command(
        name = "perplexity",
        description = {
            "Measures how well a model predicts a text, by llama-perplexity's method.",
            "The text is cut into windows of -c tokens."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class PerplexityCommand implements Callable<Integer>, Windowed {
    private static final int DEFAULT_WINDOW = 512;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Mixin
    private final TextArguments text = new TextArguments();

    @Option(names = "--chunks", paramLabel = "N", description = "Most windows of -c tokens to measure. Default: all.")
    private int limit = -1;

    @Option(
            names = "--kl-divergence-base",
            paramLabel = "FILE",
            description = "Writes the model's distributions to FILE, or reads them with --kl-divergence.")
    private @Nullable Path base;

    @Option(
            names = "--kl-divergence",
            description =
                    "Compares the model with the distributions in --kl-divergence-base (text and -c are in there).")
    private boolean compare;

    @Option(names = "--json", description = "Prints one JSON object at the end instead of the text.")
    private boolean json;

    private final AtomicBoolean interrupted = new AtomicBoolean();

    @Override
    public int window() {
        return DEFAULT_WINDOW;
    }

    @Override
    public Integer call() throws IOException {
        Interrupts.onInterrupt(() -> interrupted.set(true));
        if (compare) {
            if (base == null) {
                throw new ParameterException(spec.commandLine(), "--kl-divergence needs --kl-divergence-base FILE.");
            }
            compare(base);
        } else {
            measure(text.text());
        }
        return 0;
    }

    private void measure(String input) throws IOException {
        if (limit == 0 || limit < -1) {
            throw new ParameterException(spec.commandLine(), "--chunks is " + limit + ", expected 1 or more.");
        }
        ModelOptions options = model.options();
        int window = options.contextSize() == ModelOptions.DEFAULT_CONTEXT ? DEFAULT_WINDOW : options.contextSize();
        try (Model loaded = model.open(options.withContextSize(window));
                Session session = loaded.newSession()) {
            Chunks chunks = Chunks.of(loaded.tokenizer().prompt(input), loaded.contextSize(), limit);
            Perplexity result = base == null
                    ? Perplexity.measure(chunks, session, loaded.tokenizer().vocabulary(), this::chunkDone)
                    : write(base, chunks, session, loaded);
            if (json) {
                System.out.println(PerplexityReport.json(result, chunks));
                return;
            }
            System.out.printf(Locale.ROOT, "%nFinal estimate: PPL = %.4f +/- %.5f%n", result.value(), result.error());
        }
    }

    private Perplexity write(Path file, Chunks chunks, Session session, Model loaded) throws IOException {
        if (Files.exists(file) && !KlBase.recognises(file)) {
            throw new CriaException(
                    file + ": is there and holds something else than reference logits, expected a new file."
                            + " Choose another name.");
        }
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            return KlDivergence.write(out, chunks, session, loaded.tokenizer().vocabulary(), this::chunkDone);
        }
    }

    private boolean chunkDone(int chunk, Perplexity soFar) {
        if (!json) {
            System.out.printf(Locale.ROOT, "[%d]%.4f,", chunk + 1, soFar.value());
            System.out.flush();
        }
        return !interrupted.get() && !System.out.checkError();
    }

    private void compare(Path file) {
        try (KlBase reference = KlBase.open(file);
                Model loaded = model.open(
                        model.options().withContextSize(reference.chunks().window()));
                Session session = loaded.newSession();
                PromptProgress progress = new PromptProgress("comparing", PromptProgress.onTerminal())) {
            KlDivergence result =
                    KlDivergence.measure(reference, session, loaded.tokenizer().vocabulary(), (chunk, soFar) -> {
                        progress.show(chunk + 1, reference.chunks().count());
                        return !interrupted.get();
                    });
            if (json) {
                System.out.println(PerplexityReport.json(result));
                return;
            }
            System.out.printf(
                    Locale.ROOT,
                    "positions: %d%nMean KLD: %.8f%nMaximum KLD: %.8f%nSame top p: %.3f %%%n",
                    result.count(),
                    result.mean(),
                    result.largest(),
                    100 * result.sameTop());
        }
    }
}
