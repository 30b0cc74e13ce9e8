package org.cria.cli.arguments;

import org.cria.cli.text.Escapes;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What becomes of escape sequences in texts of the command line. */
public final class EscapeArguments {
    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Option(
            names = {"-e", "--escape"},
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Whether escape sequences in TEXT are processed. Default: they are.")
    private boolean escape = true;

    /**
     * A text of the command line, its escape sequences processed where they are to be.
     *
     * @throws picocli.CommandLine.ParameterException if they make no text
     */
    public String processed(String text) {
        return escape ? Usage.checked(spec, () -> Escapes.processed(text)) : text;
    }
}
