package org.cria.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.cria.cli.eval.SamplePairs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cria eval compare}: what changed from one model to another. */
@Command(
        name = "compare",
        description = {
            "Compares two models question by question.",
            "Each file is what 'cria eval --samples FILE' wrote. Tells which answers changed, and with a paired test"
                    + " whether the difference may be chance."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class EvalCompareCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "A", description = "Samples of the first model.")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path before;

    @Parameters(index = "1", paramLabel = "B", description = "Samples of the second.")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path after;

    @Override
    public Integer call() {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        out.print(SamplePairs.of(before, after).text());
        out.flush();
        return 0;
    }
}
