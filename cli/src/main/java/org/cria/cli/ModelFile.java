package org.cria.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which model a command is about. */
final class ModelFile {
    private static final String VARIABLE = "CRIA_MODEL";

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "FILE",
            description = "The model, a GGUF file; of a split one, the first shard. Default: $" + VARIABLE + ".")
    private @Nullable Path model;

    Path file() {
        if (model != null) {
            return model;
        }
        String variable = System.getenv(VARIABLE);
        if (variable == null || variable.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "no model: give a GGUF file with -m FILE or in $" + VARIABLE + ".");
        }
        return Path.of(variable);
    }
}
