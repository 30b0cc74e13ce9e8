package org.cria.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cria.cli.arguments.ExampleHelp;
import org.cria.cli.arguments.HelpTexts;
import org.cria.cli.failure.Failures;
import org.cria.cli.llamacpp.LlamaCppFlags;
import org.cria.cli.terminal.Interrupts;
import org.cria.cli.terminal.StandardOutput;
import org.cria.cli.version.Version;
import org.cria.tornado.SourceOrder;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code cria} command. */
@Command(
        name = "cria",
        description = "Runs Llama models in Java.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Run 'cria COMMAND --help' for the options of a command."})
public final class Main implements Runnable {
    /** The commands that are about all commands. */
    private static final Set<String> ABOUT_ALL = Set.of("generate-completion", "help");

    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? See 'cria --help'.");
    }

    /** The command line with everything that its exit codes and messages need. */
    static CommandLine commandLine() {
        return commandLine(commands());
    }

    /** The same for a command line that begins with this word: a command comes alone, since making all of them takes time at every start. */
    static CommandLine commandLine(String first) {
        Class<?> command = commands().get(first);
        return command == null || ABOUT_ALL.contains(first) ? commandLine() : commandLine(Map.of(first, command));
    }

    private static CommandLine commandLine(Map<String, Class<?>> commands) {
        CommandLine line = new CommandLine(new Main());
        commands.forEach(line::addSubcommand);
        version(line);
        line.setResourceBundle(HelpTexts.usual());
        windows(line);
        if (StandardOutput.isElsewhere()) {
            line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF)); // it is no terminal
        }
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false)
                .setPosixClusteredShortOptionsAllowed(false) // else -hf is -h -f, and -cnv is -c nv
                .setExecutionStrategy(Main::executeIfAllFits)
                .setUsageHelpAutoWidth(true)
                .setHelpFactory(ExampleHelp::new)
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler(new Failures())
                .setExecutionExceptionHandler(new Failures());
    }

    private static Map<String, Class<?>> commands() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("run", RunCommand.class);
        commands.put("chat", ChatCommand.class);
        commands.put("serve", ServeCommand.class);
        commands.put("pull", PullCommand.class);
        commands.put("models", ModelsCommand.class);
        commands.put("devices", DevicesCommand.class);
        commands.put("convert", ConvertCommand.class);
        commands.put("inspect", InspectCommand.class);
        commands.put("tokenize", TokenizeCommand.class);
        commands.put("template", TemplateCommand.class);
        commands.put("perplexity", PerplexityCommand.class);
        commands.put("imatrix", ImatrixCommand.class);
        commands.put("quantize", QuantizeCommand.class);
        commands.put("lora", LoraCommand.class);
        commands.put("distill", DistilCommand.class);
        commands.put("merge", MergeCommand.class);
        commands.put("split", SplitCommand.class);
        commands.put("bench", BenchCommand.class);
        commands.put("doctor", DoctorCommand.class);
        commands.put("tune", TuneCommand.class);
        commands.put("lab", LabCommand.class);
        commands.put("eval", EvalCommand.class);
        commands.put("generate-completion", AutoComplete.GenerateCompletion.class);
        commands.put("help", CommandLine.HelpCommand.class);
        return commands;
    }

    /** Commands that measure have windows of their own. */
    private static void windows(CommandLine line) {
        line.getSubcommands().values().forEach(command -> {
            if (command.getCommandSpec().userObject() instanceof Windowed windowed) {
                command.setResourceBundle(HelpTexts.withContext(windowed.window()));
            }
            windows(command);
        });
    }

    /** Commands below the first level have their versions too. */
    private static void version(CommandLine line) {
        line.getSubcommands().values().forEach(command -> {
            command.getCommandSpec().versionProvider(new Version());
            version(command);
        });
    }

    /** Runs a command, llama.cpp's flags understood. Returns the exit code. */
    static int execute(CommandLine line, String... args) {
        LlamaCppFlags flags = new LlamaCppFlags(line, args);
        try {
            String[] understood = flags.understood();
            flags.notes().forEach(line.getErr()::println);
            return line.execute(understood);
        } catch (ParameterException e) {
            return new Failures().handleParseException(e, args);
        }
    }

    /** Words that fit nowhere are wrong usage also where help is asked for. */
    private static int executeIfAllFits(ParseResult result) {
        for (ParseResult level = result; level != null; level = level.hasSubcommand() ? level.subcommand() : null) {
            if (!level.unmatched().isEmpty()) {
                throw new UnmatchedArgumentException(level.commandSpec().commandLine(), level.unmatched());
            }
        }
        return new RunLast().execute(result);
    }

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** All that a process does but end. Returns its exit code. */
    static int run(String... args) {
        SourceOrder.keep(); // before anything else asks for a hash code
        StandardOutput output = StandardOutput.ofProcess();
        int exitCode =
                ShortAnswer.print(args, System.out) ? 0 : execute(commandLine(args.length == 0 ? "" : args[0]), args);
        System.out.flush();
        Optional<String> complaint = output.complaint();
        complaint.ifPresent(text -> System.err.println("cria: " + text));
        Interrupts.finished();
        return complaint.isPresent() ? Math.max(1, exitCode) : exitCode;
    }
}
