package org.cria.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cria lab}: kernels of one's own. */
@Command(
        name = "lab",
        description = {
            "For kernels of your own, in one Java file each: begins one as a copy of the kernel in use, checks it, measures it"
                    + " beside the one in use and says what limits it.",
            "No GPU is needed: kernels of devices run on the emulator, which watches every access."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "WHAT",
        subcommands = {
            LabListCommand.class,
            LabNewCommand.class,
            LabRunCommand.class,
            LabSourceCommand.class,
            LabLintCommand.class
        })
final class LabCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "what to do? See 'cria lab --help'.");
    }
}
