package org.cria.cli.failure;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cria.cli.wording.Wording;
import org.cria.kernels.CriaException;
import org.cria.model.storage.FileFault;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns failures into one clear line and an exit code: 1 failed, 2 wrong usage. */
public final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        if (e instanceof UnmatchedArgumentException unmatched && isCommand(unmatched)) {
            err.println("cria: " + unknownCommand(unmatched));
        } else if (e instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()) {
            err.println("cria: " + unknownOption(unmatched));
        } else {
            err.println("cria: " + e.getMessage());
        }
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult result) {
        command.getErr().println("cria: " + explain(e));
        if (verbose(result)) {
            e.printStackTrace(command.getErr());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** Whether the word stands where a command is expected. */
    private static boolean isCommand(UnmatchedArgumentException e) {
        return !e.isUnknownOption() && !e.getCommandLine().getSubcommands().isEmpty();
    }

    private static String unknownCommand(UnmatchedArgumentException e) {
        String word = e.getUnmatched().getFirst();
        return "there is no command '" + word + "'."
                + Nearest.to(word, e.getCommandLine().getSubcommands().keySet())
                        .map(nearest -> " Did you mean '" + nearest + "'?")
                        .orElse("");
    }

    private static String unknownOption(UnmatchedArgumentException e) {
        String word = e.getUnmatched().getFirst();
        String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
        List<String> options = e.getCommandLine().getCommandSpec().options().stream()
                .flatMap(option -> Stream.of(option.names()))
                .toList();
        return "there is no option '" + name + "'." + nearest(name, options);
    }

    /** Short options are too short for a likeness to mean something, unless their value follows without a space. */
    private static String nearest(String name, List<String> options) {
        Optional<String> found = name.startsWith("--")
                ? Nearest.to(
                                name.substring(2),
                                options.stream()
                                        .filter(option -> option.startsWith("--"))
                                        .map(option -> option.substring(2))
                                        .toList())
                        .map(option -> "--" + option)
                : options.stream()
                        .filter(option -> option.length() == 2 && name.startsWith(option))
                        .map(option -> option + " " + name.substring(2))
                        .findFirst();
        return found.map(option -> " Did you mean '" + option + "'?").orElse("");
    }

    static String explain(Throwable e) {
        return switch (e) {
            case CriaException known -> Wording.of(known);
            case NoSuchFileException missing -> missing.getFile() + ": no such file. Check the path.";
            case UncheckedIOException io when io.getCause() != null -> explain(io.getCause());
            case FileSystemException file
            when file.getFile() != null ->
                file.getFile() + ": " + FileFault.of(file) + ". Check the path and its permissions.";
            case IOException io -> "input or output failed: " + FileFault.of(io);
            case IllegalStateException failed
            when failed.getCause() instanceof OutOfMemoryError memory -> explain(memory);
            case OutOfMemoryError memory ->
                "out of memory (" + memory.getMessage() + "). Use a smaller context (-c) or batch (-b).";
            // What the JVM makes of a page that is no longer in the mapped file.
            case InternalError fault
            when String.valueOf(fault.getMessage()).contains("memory access") ->
                "a part of the model's file cannot be read any more: another program changed or removed it, or the disk failed."
                        + " Open the model again when it is whole.";
            case IllegalStateException failed when failed.getCause() instanceof InternalError fault -> explain(fault);
            default -> "internal error, please report it with the output of --verbose: " + e;
        };
    }

    private static boolean verbose(ParseResult result) {
        ParseResult last = result;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        return last.hasMatchedOption("--verbose");
    }
}
