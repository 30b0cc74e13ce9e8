package org.cria.cli.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cria.kernels.CriaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The text that a command works on: {@code -p TEXT}, {@code -f FILE} or {@code -f -}. */
public final class TextArguments {
    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Option(
            names = {"-p", "--prompt"},
            paramLabel = "TEXT",
            description = "The text.")
    private @Nullable String prompt;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "A file with the text, without the newline at its end; -: standard input.")
    private @Nullable String file;

    /** The text, from wherever it was given. */
    public String text() throws IOException {
        if (prompt != null && file != null) {
            throw new ParameterException(spec.commandLine(), "both -p and -f give a text: use one of them.");
        }
        if (prompt != null) {
            return prompt;
        }
        if (file == null) {
            throw new ParameterException(
                    spec.commandLine(), "no text: give it with -p TEXT, -f FILE, or -f - for standard input.");
        }
        String text = file.equals("-") ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8) : read(file);
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    private static String read(String file) throws IOException {
        Path path = Path.of(file);
        if (Files.isDirectory(path)) {
            throw new CriaException(file + ": is a directory, expected a text file. Check the path.");
        }
        return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
    }
}
