package org.cria.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.cria.cli.arguments.ModelArguments;
import org.cria.cli.report.Table;
import org.cria.cli.terminal.Interrupts;
import org.cria.cli.terminal.PromptProgress;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Figure;
import org.cria.kernels.backend.Tunable;
import org.cria.kernels.check.tune.FigureChoice;
import org.cria.kernels.check.tune.Tuner;
import org.cria.model.ModelOptions;
import org.cria.model.tune.DeviceTuner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cria tune}: the sizes with which a device runs a model's kernels fastest. */
@Command(
        name = "tune",
        description = {
            "Finds the sizes of groups, tiles and splits with which a device runs a model's kernels fastest, and keeps them"
                    + " for that device, driver, SDK and version of Cria.",
            "Tries one figure after the other, and keeps each when it is found; Ctrl-C ends it and loses none. Sizes with which a kernel computes something else than the CPU never count."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Commands that run a model on the device take what was found; with --verbose they say so. It takes minutes, better"
                    + " ones with nothing else running."
        })
final class TuneCommand implements Callable<Integer> {
    private static final List<Integer> NO_OR_YES = List.of(0, 1);

    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Option(names = "--reset", description = "Forgets what was found for the device, and tunes nothing.")
    private boolean reset;

    @Override
    public Integer call() {
        ModelOptions options = model.options();
        Tunable device = DeviceTuner.device(options.device());
        String name = device.info().name() + " (" + device.info().deviceName() + ")";
        if (reset) {
            System.err.println(
                    options.tuned().remove(device)
                            ? name + " has its default sizes again"
                            : name + " was not tuned, so there is nothing to forget");
            return 0;
        }
        if (device.role() == Backend.Role.EMULATOR) {
            System.err.println("note: " + device.name() + " is no device of its own, and its times say nothing of one");
        }
        if (!PromptProgress.onTerminal()) {
            System.err.println("tuning " + name + ", which takes minutes"); // a bar shows it on a terminal
        }
        Tuner.Result result;
        AtomicBoolean stopped = new AtomicBoolean();
        Interrupts.onInterrupt(() -> stopped.set(true));
        try (PromptProgress bar = new PromptProgress("tuning", PromptProgress.onTerminal())) {
            long start = System.nanoTime();
            result = DeviceTuner.run(
                    model.file(),
                    options,
                    device,
                    (done, total) -> bar.goOn(done, total) && !stopped.get(),
                    (choice, best) -> bar.say(line(choice, System.nanoTime() - start)));
        } catch (CancellationException e) {
            System.err.println("tuning was stopped; the sizes found until then are kept for " + name
                    + ". Run it again to go through the others.");
            return Interrupts.EXIT_CODE;
        }
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        out.print(text(result));
        out.flush();
        String differences = result.best().differences(result.start());
        System.err.println(name + " is tuned: " + (differences.isEmpty() ? "its default sizes are best" : differences));
        return 0;
    }

    /** For instance {@code lanes: 32 becomes 16, 1.31 times as fast (after 12 s)}. */
    private static String line(FigureChoice choice, long nanos) {
        Figure figure = choice.figure();
        return figure.text() + ": "
                + (choice.best() == choice.start()
                        ? value(figure, choice.start()) + " is best"
                        : value(figure, choice.start()) + " becomes " + value(figure, choice.best()) + ", "
                                + factor(choice.speedUp()) + " times as fast")
                + String.format(Locale.ROOT, " (after %.0f s)", nanos / 1e9);
    }

    private static String text(Tuner.Result result) {
        Table kernels = new Table(">LAYERS", ">µS/TOKEN", "KIND", "KERNEL");
        result.nanos()
                .forEach((kernel, nanos) -> kernels.row(
                        String.valueOf(kernel.layers()),
                        String.format(Locale.ROOT, "%.0f", nanos / 1e3),
                        kernel.kind(),
                        kernel.text()));
        Table figures = new Table("FIGURE", ">DEFAULT", ">BEST", ">SPEED-UP", "TRIED");
        for (FigureChoice choice : result.choices()) {
            figures.row(
                    choice.figure().text(),
                    value(choice.figure(), choice.start()),
                    value(choice.figure(), choice.best()),
                    choice.best() == choice.start() ? "-" : factor(choice.speedUp()),
                    choice.tried().entrySet().stream()
                            .map(entry -> value(choice.figure(), entry.getKey()) + ": " + factor(entry))
                            .collect(Collectors.joining(", ")));
        }
        return kernels.text("")
                + "\n"
                + figures.text("")
                + (result.wrong().isEmpty() ? "" : "\n" + String.join("\n", result.wrong()) + "\n");
    }

    private static String value(Figure figure, int value) {
        return figure.choices().equals(NO_OR_YES) ? (value == 1 ? "yes" : "no") : String.valueOf(value);
    }

    private static String factor(Map.Entry<Integer, Double> tried) {
        return tried.getValue().isNaN() ? "wrong" : factor(tried.getValue());
    }

    private static String factor(double speedUp) {
        return String.format(Locale.ROOT, "%.2f", speedUp);
    }
}
