package org.cria.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cria eval}: what a model can do. */
@Command(
        name = "eval",
        description = "Measures what a model can do.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "MEASURE",
        subcommands = AdherenceCommand.class)
final class EvalCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which measure? See 'cria eval --help'.");
    }
}
