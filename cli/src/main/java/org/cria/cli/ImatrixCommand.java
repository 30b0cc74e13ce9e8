package org.cria.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cria.cli.arguments.ModelArguments;
import org.cria.cli.arguments.TextArguments;
import org.cria.cli.terminal.Interrupts;
import org.cria.cli.terminal.PromptProgress;
import org.cria.kernels.Count;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Backends;
import org.cria.kernels.backend.InputSquares;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.forward.Engine;
import org.cria.model.importance.ImportanceOutput;
import org.cria.model.measure.Chunks;
import org.cria.model.measure.Gathering;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cria imatrix}: how much errors in the columns of a model's matrices matter, for {@code cria quantize --imatrix}. */
@Command(
        name = "imatrix",
        description = {
            "Gathers from a text which errors in a model's matrices matter most, as llama-imatrix does.",
            "The text is cut into windows of -c tokens. 'cria quantize --imatrix' and llama-quantize take the file."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ImatrixCommand implements Callable<Integer>, Windowed {
    private static final int DEFAULT_WINDOW = 512;

    /** After so many windows what there is is written, so that little is lost when the process is killed. */
    private static final int WRITTEN_EVERY = 10;

    /** Seconds that a user would rather know of. */
    private static final int WORTH_SAYING = 5;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Mixin
    private final TextArguments text = new TextArguments();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "The new file, written after every " + WRITTEN_EVERY + " windows and at the end."
                    + " Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("imatrix.gguf");

    @Option(names = "--chunks", paramLabel = "N", description = "Most windows of -c tokens to read. Default: all.")
    private int limit = -1;

    @Option(names = "--process-output", description = "Gathers for the output matrix too.")
    private boolean output;

    private final AtomicBoolean interrupted = new AtomicBoolean();

    @Override
    public int window() {
        return DEFAULT_WINDOW;
    }

    @Override
    public Integer call() throws IOException {
        if (limit == 0 || limit < -1) {
            throw new ParameterException(spec.commandLine(), "--chunks is " + limit + ", expected 1 or more.");
        }
        OutputFile.check(out);
        String input = text.text();
        ModelOptions options = model.optionsUnlessNamed(Backends.host().name());
        int window = options.contextSize() == ModelOptions.DEFAULT_CONTEXT ? DEFAULT_WINDOW : options.contextSize();
        ImportanceOutput file = new ImportanceOutput(out, text.name().stream().toList(), window);
        Interrupts.onInterrupt(() -> interrupted.set(true));
        Gathering gathering = new Gathering(output);
        try (Model loaded = model.open(options.withContextSize(window));
                Engine engine = loaded.kernels().observing(gathering.sums())) {
            Chunks chunks = Chunks.of(loaded.tokenizer().prompt(input), window, limit);
            read(gathering, chunks, engine, loaded, file);
        }
        if (gathering.chunks() == 0) {
            spec.commandLine().getErr().println("stopped before the first window was read: nothing is written");
            return 1;
        }
        file.write(gathering.sums(), gathering.chunks());
        tell(gathering, window);
        return 0;
    }

    private void read(Gathering gathering, Chunks chunks, Engine engine, Model loaded, ImportanceOutput file) {
        long start = System.nanoTime();
        try (PromptProgress bar = new PromptProgress("gathering", PromptProgress.onTerminal())) {
            Progress progress = (done, total) -> {
                if (done == 1) {
                    sayHowLong(chunks, System.nanoTime() - start, bar);
                }
                if (done > 0 && done < total && done % WRITTEN_EVERY == 0) {
                    write(gathering, file);
                }
                return bar.goOn(done, total) && !interrupted.get();
            };
            gathering.read(chunks, engine, loaded.tokenizer().vocabulary(), interrupted::get, progress);
        }
    }

    private static void sayHowLong(Chunks chunks, long nanosOfOne, PromptProgress bar) {
        long seconds = Duration.ofNanos(nanosOfOne * (chunks.count() - 1)).toSeconds();
        if (seconds >= WORTH_SAYING) {
            bar.say(Count.of(chunks.count(), "window") + " of " + Count.of(chunks.window(), "token") + ": about "
                    + (seconds < 120 ? Count.of(seconds, "second") : (seconds + 30) / 60 + " minutes") + " left");
        }
    }

    private static void write(Gathering gathering, ImportanceOutput file) {
        try {
            file.write(gathering.sums(), gathering.chunks());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void tell(Gathering gathering, int window) {
        Collection<InputSquares.Sums> sums = gathering.sums().all().values();
        long matrices = sums.stream().mapToLong(each -> each.counts().length).sum();
        long unseen = sums.stream()
                .flatMapToLong(each -> Arrays.stream(each.counts()))
                .filter(count -> count == 0)
                .count();
        PrintWriter err = spec.commandLine().getErr();
        err.println(out + ": " + Count.of(sums.size(), "tensor") + ", " + Count.of(gathering.chunks(), "window")
                + " of " + Count.of(window, "token"));
        if (unseen > 0) {
            err.println("note: no token came to " + unseen + " of " + Count.of(matrices, "matrix", "matrices")
                    + " of experts and others; their columns will all matter alike. A longer text may reach them.");
        }
    }
}
