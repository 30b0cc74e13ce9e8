package org.cria.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.cria.cli.models.ModelFile;
import org.cria.cli.terminal.PromptProgress;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.Shards;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cria merge}: makes one file of a split one. */
@Command(
        name = "merge",
        description = "Makes one file of a split model.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class MergeCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "IN",
            description = "The first shard, ...-00001-of-00003.gguf; the others lie beside it.")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path in;

    @Parameters(index = "1", paramLabel = "OUT", description = "The new file.")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path out;

    @Option(
            names = {"-v", "--verbose"},
            description = "On failure, prints the stack trace.")
    @SuppressWarnings("UnusedVariable") // who tells failures asks whether it was given
    private boolean verbose;

    @Override
    public Integer call() throws IOException {
        OutputFile.check(out);
        try (Gguf gguf = Gguf.open(ModelFile.resolve(in));
                PromptProgress progress = new PromptProgress("merging", PromptProgress.onTerminal())) {
            Shards.merge(gguf, out, progress);
        }
        return 0;
    }
}
