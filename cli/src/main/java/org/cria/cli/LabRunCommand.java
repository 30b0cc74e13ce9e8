package org.cria.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.cria.cli.arguments.ModelArguments;
import org.cria.cli.lab.KernelFiles;
import org.cria.cli.lab.KernelWatch;
import org.cria.cli.lab.LabJson;
import org.cria.cli.lab.LabRun;
import org.cria.cli.lab.LabText;
import org.cria.cli.terminal.PromptProgress;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Backends;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cria lab run}: checks and measures kernels. */
@Command(
        name = "run",
        description = {
            "Compiles a kernel in memory, checks it, measures it beside the kernel in use, and explains.",
            "A mistake is told with its Java line. Kernels of devices run on the emulator; its times say nothing of a"
                    + " device, so that none are shown. With several files: side by side."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Exit code 0: all kernels are right; 1: one is not."})
final class LabRunCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Kernels, a Java file each.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--watch", description = "Does it again whenever the file is saved, until Ctrl-C.")
    private boolean watch;

    @Option(names = "--compare", description = "A table and a plot of all files; the same as naming several.")
    private boolean compare;

    @Option(names = "--check-only", description = "Measures nothing.")
    private boolean checkOnly;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Override
    public Integer call() throws InterruptedException {
        if (watch && (files.size() > 1 || json)) {
            throw new ParameterException(spec.commandLine(), "--watch takes one FILE, and no --json.");
        }
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        LabRun run = new LabRun(
                model.device().equals(Backends.AUTO), model::optionsUnlessNamed, model::isGiven, model::file);
        if (watch) {
            new KernelWatch(files.getFirst(), out).run(() -> answer(run, out), () -> true);
            return 0;
        }
        List<LabRun.Result> results = new ArrayList<>();
        for (Path file : files) {
            try (PromptProgress progress = new PromptProgress("checking", PromptProgress.onTerminal())) {
                LabRun.Result checked = run.check(KernelFiles.read(file), progress);
                results.add(checkOnly ? checked : run.measure(checked));
            }
        }
        if (json) {
            out.println(LabJson.results(results));
        } else {
            out.print(compare || results.size() > 1 ? LabText.compared(results) : LabText.of(results.getFirst()));
        }
        out.flush();
        return results.stream().allMatch(each -> each.verdict().isRight()) ? 0 : 1;
    }

    /** Whether it is right comes at once, how fast it is when that has been measured. */
    private String answer(LabRun run, PrintStream out) {
        LabRun.Result checked = run.check(KernelFiles.read(files.getFirst()), Progress.NONE);
        out.print(LabText.verdict(checked));
        out.flush();
        return checkOnly ? "" : LabText.figures(run.measure(checked));
    }
}
