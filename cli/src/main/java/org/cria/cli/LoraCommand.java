package org.cria.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cria lora}: adapters of one's own. */
@Command(
        name = "lora",
        description = {
            "Makes LoRA adapters: small files that change what a model does.",
            "'cria run', 'chat' and 'serve' put them beside a model with --lora; 'merge' makes them part of it."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "WHAT",
        subcommands = {LoraTrainCommand.class, LoraMergeCommand.class})
final class LoraCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "what to do? See 'cria lora --help'.");
    }
}
