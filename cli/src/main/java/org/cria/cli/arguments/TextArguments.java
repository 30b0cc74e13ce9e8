package org.cria.cli.arguments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.cria.cli.text.TextFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
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
            description = "The text; escape sequences such as \\n become what they mean.")
    private @Nullable String prompt;

    @Mixin
    private final EscapeArguments escapes = new EscapeArguments();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "A file with the text, without the newline at its end; -: standard input.")
    private @Nullable Path file;

    /** Another text of the command line, its escape sequences processed where they are to be. */
    public String processed(String text) {
        return escapes.processed(text);
    }

    /** The name of the text where it has one: that of its file. */
    public Optional<String> name() {
        return Optional.ofNullable(file).map(Path::toString).filter(name -> !name.equals("-"));
    }

    /** The text, from wherever it was given. */
    public String text() throws IOException {
        if (prompt != null && file != null) {
            throw new ParameterException(spec.commandLine(), "both -p and -f give a text: use one of them.");
        }
        if (prompt != null) {
            return processed(prompt);
        }
        if (file == null) {
            throw new ParameterException(
                    spec.commandLine(), "no text: give it with -p TEXT, -f FILE, or -f - for standard input.");
        }
        return TextFile.prompt(file);
    }
}
