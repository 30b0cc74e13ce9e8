package org.cria.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cria.cli.models.ModelFile;
import org.cria.cli.terminal.PromptProgress;
import org.cria.kernels.Count;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.Shards;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cria split}: makes several files of one. */
@Command(
        name = "split",
        description = {
            "Makes several files of one, as llama-gguf-split does.",
            "They are OUT-00001-of-0000N.gguf and so on; models are read from them by naming the first."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class SplitCommand implements Callable<Integer> {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([MG])");
    private static final int TENSORS = 128;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "IN", description = "A GGUF file.")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path in;

    @Parameters(index = "1", paramLabel = "OUT", description = "What the names of the new files begin with.")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path out;

    @Option(
            names = "--split-max-size",
            paramLabel = "SIZE",
            description = "The most data in a file, such as 2G or 500M: decimal, as llama-gguf-split counts.")
    private @Nullable String size;

    @Option(names = "--split-max-tensors", paramLabel = "N", description = "The most tensors in a file. Default: 128.")
    private int tensors;

    @Option(
            names = {"-v", "--verbose"},
            description = "On failure, prints the stack trace.")
    @SuppressWarnings("UnusedVariable") // who tells failures asks whether it was given
    private boolean verbose;

    @Override
    public Integer call() throws IOException {
        if (size != null && tensors != 0) {
            throw new ParameterException(
                    spec.commandLine(), "--split-max-size and --split-max-tensors both say where to split: use one.");
        }
        if (tensors < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--split-max-tensors is " + tensors + ", expected 1 or more.");
        }
        int most = size != null ? Integer.MAX_VALUE : tensors == 0 ? TENSORS : tensors;
        try (Gguf gguf = Gguf.open(ModelFile.resolve(in));
                PromptProgress progress = new PromptProgress("splitting", PromptProgress.onTerminal())) {
            List<Path> files = Shards.split(gguf, out, bytes(), most, progress);
            spec.commandLine()
                    .getErr()
                    .println(Count.of(files.size(), "file: ", "files, the first: ") + files.getFirst());
        }
        return 0;
    }

    private long bytes() {
        if (size == null) {
            return Long.MAX_VALUE;
        }
        Matcher matcher = SIZE.matcher(size.toUpperCase(Locale.ROOT));
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw new ParameterException(
                    spec.commandLine(), "--split-max-size is '" + size + "', expected a size such as 500M or 2G.");
        }
        return Long.parseLong(matcher.group(1)) * (matcher.group(2).equals("M") ? 1_000_000L : 1_000_000_000L);
    }
}
