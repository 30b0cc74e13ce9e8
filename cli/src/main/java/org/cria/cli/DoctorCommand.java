package org.cria.cli;

import java.util.concurrent.Callable;
import org.cria.cli.arguments.ModelArguments;
import org.cria.cli.report.DoctorText;
import org.cria.cli.terminal.PromptProgress;
import org.cria.model.doctor.Doctor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cria doctor}: whether a device computes what the CPU does, where it does not, and what limits its speed. */
@Command(
        name = "doctor",
        description = {
            "Compares a device with the CPU, operator by operator, on a model and a prompt.",
            "Names the first operator that is wrong and what to suspect, and says what limits the speed."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Exit code 0: the device is right; 1: it is not."})
final class DoctorCommand implements Callable<Integer> {
    private static final String PROMPT =
            "The quick brown fox jumps over the lazy dog. One, two, three, four: 1 + 2 = 3, and so on.";

    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Option(
            names = {"-p", "--prompt"},
            paramLabel = "TEXT",
            description = "The prompt. Default: a sentence.")
    private String prompt = PROMPT;

    @Option(
            names = "--all-layers",
            description = "Looks at every layer, not at the first, the middle and the last one.")
    private boolean allLayers;

    @Override
    public Integer call() {
        Doctor.Report report;
        try (PromptProgress progress = new PromptProgress("comparing", PromptProgress.onTerminal())) {
            report = Doctor.examine(model.file(), model.options(), prompt, allLayers, progress);
        }
        System.out.print(DoctorText.of(report));
        return report.diagnosis().isFine() ? 0 : 1;
    }
}
