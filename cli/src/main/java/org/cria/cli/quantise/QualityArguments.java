package org.cria.cli.quantise;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.cria.cli.terminal.PromptProgress;
import org.cria.cli.text.TextFile;
import org.cria.kernels.backend.Backends;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.forward.Session;
import org.cria.model.measure.Chunks;
import org.cria.model.measure.Comparison;
import org.cria.model.tokenizer.Vocabulary;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that have a model's predictions of a text compared before and after quantising. */
public final class QualityArguments {
    private static final int DEFAULT_WINDOW = 512;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Option(
            names = "--report-text",
            paramLabel = "FILE",
            description =
                    "With --report, also the text's perplexity before and after, and how far the new file's predictions"
                            + " are from the old one's (KL divergence). Both run on the CPU.")
    private @Nullable Path text;

    @Option(
            names = {"-c", "--ctx-size"},
            paramLabel = "N",
            description = "Tokens in a window of that text. Default: " + DEFAULT_WINDOW + ".")
    private int window = DEFAULT_WINDOW;

    @Option(names = "--chunks", paramLabel = "N", description = "Most windows of it. Default: all.")
    private int limit = -1;

    /** The text, without the newline at its end; empty where none is to be reported on. */
    public Optional<String> text() throws IOException {
        if (limit == 0 || limit < -1) {
            throw new ParameterException(spec.commandLine(), "--chunks is " + limit + ", expected 1 or more.");
        }
        return text == null ? Optional.empty() : Optional.of(TextFile.prompt(text));
    }

    /** What the report says of it. */
    public String report(String input, Path before, Path after, int threads) {
        ModelOptions options = ModelOptions.defaults()
                .withDevice(Backends.host().name())
                .withThreads(threads)
                .withContextSize(window);
        try (Model first = Model.open(before, options);
                Model second = Model.open(after, options);
                Session old = first.newSession();
                Session quantised = second.newSession();
                PromptProgress progress = new PromptProgress("measuring", PromptProgress.onTerminal())) {
            Vocabulary vocabulary = first.tokenizer().vocabulary();
            Chunks chunks = Chunks.of(first.tokenizer().prompt(input), window, limit);
            Comparison comparison = Comparison.measure(chunks, old, quantised, vocabulary, (chunk, _) -> {
                progress.show(chunk + 1, chunks.count());
                return true;
            });
            return QualityReport.text(comparison, chunks);
        }
    }
}
