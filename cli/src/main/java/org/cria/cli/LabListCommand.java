package org.cria.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.cria.cli.arguments.ModelArguments;
import org.cria.cli.lab.LabJson;
import org.cria.cli.lab.LabText;
import org.cria.cli.terminal.PromptProgress;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Backends;
import org.cria.kernels.lab.OperatorShare;
import org.cria.model.ModelOptions;
import org.cria.model.lab.ModelOperators;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cria lab list}: what can be replaced. */
@Command(
        name = "list",
        description = {
            "Lists what a model runs on a device: each operator with its shapes and formats, the name of the kernel that computes"
                    + " it, its launches, the bytes it moves at least, and its share of the time.",
            "A name in the first column is one for 'cria lab new'. The device is the CPU unless --device names another."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class LabListCommand implements Callable<Integer> {
    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        ModelOptions options = model.optionsUnlessNamed(Backends.host().name());
        Backend backend = Backends.choose(options.device());
        List<OperatorShare> shares;
        try (PromptProgress progress = new PromptProgress("measuring", PromptProgress.onTerminal())) {
            shares = ModelOperators.of(
                    model.file(),
                    options,
                    (program, settings) -> OperatorShare.of(backend, program, settings, progress));
        }
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        out.print(json ? LabJson.of(shares) + "\n" : LabText.of(shares, backend));
        out.flush();
        return 0;
    }
}
