package org.cria.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code cria} command. */
@Command(
        name = "cria",
        description = "Runs Llama models in Java.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            ChatCommand.class,
            ModelsCommand.class,
            DevicesCommand.class,
            InspectCommand.class,
            TokenizeCommand.class,
            PerplexityCommand.class,
            BenchCommand.class,
            DoctorCommand.class,
            EvalCommand.class,
            AutoComplete.GenerateCompletion.class,
            CommandLine.HelpCommand.class
        },
        footer = {"", "Run 'cria COMMAND --help' for the options of a command."})
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? See 'cria --help'.");
    }

    /** The command line with everything that its exit codes and messages need. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        version(line);
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false)
                .setUsageHelpAutoWidth(true)
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler(new Failures())
                .setExecutionExceptionHandler(new Failures());
    }

    /** Commands below the first level have their versions too. */
    private static void version(CommandLine line) {
        line.getSubcommands().values().forEach(command -> {
            command.getCommandSpec().versionProvider(new Version());
            version(command);
        });
    }

    public static void main(String[] args) {
        int exitCode = commandLine().execute(args);
        Interrupts.finished();
        System.exit(exitCode);
    }
}
