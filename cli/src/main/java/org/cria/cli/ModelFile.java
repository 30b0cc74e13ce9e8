package org.cria.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cria.kernels.CriaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which model a command is about. */
final class ModelFile {
    static final String VARIABLE = "CRIA_MODEL";

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description =
                    "A GGUF file (of a split one, the first shard), or a name that 'cria models' lists. Default: $"
                            + VARIABLE + ".")
    private @Nullable Path model;

    Path file() {
        return model == null ? fromEnvironment(spec) : resolve(model);
    }

    /** Whether {@code -m} was given. */
    boolean isGiven() {
        return model != null;
    }

    /** The model of {@code $CRIA_MODEL}. */
    static Path fromEnvironment(CommandSpec spec) {
        String variable = System.getenv(VARIABLE);
        if (variable == null || variable.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "no model: give a GGUF file or a name with -m MODEL or in $" + VARIABLE
                            + "; 'cria models' lists the names.");
        }
        return resolve(Path.of(variable));
    }

    /**
     * The file that a user means: what is there under this path, else the model of this name.
     *
     * @throws CriaException when a plain name fits neither; a path that leads nowhere is left to who opens it
     */
    static Path resolve(Path given) {
        if (Files.isRegularFile(given) || given.getNameCount() != 1 || given.isAbsolute()) {
            return given;
        }
        ModelFolders folders = ModelFolders.of(System.getenv());
        Optional<Path> found = folders.find(given.toString());
        if (found.isEmpty() && !Files.exists(given)) {
            throw unknown(given.toString(), folders);
        }
        return found.orElse(given);
    }

    private static CriaException unknown(String name, ModelFolders folders) {
        List<String> names = Stream.concat(
                        ModelFolders.models(Path.of(".")).stream()
                                .map(entry -> entry.file().getFileName().toString()),
                        folders.models().stream().map(ModelFolders.Entry::name))
                .toList();
        String suggestion = Nearest.to(name, names)
                .map(nearest -> "Did you mean '" + nearest + "'?")
                .orElse("'cria models' lists what is there.");
        return new CriaException(name + ": there is no such file here and no model of this name in " + folders.text()
                + ", expected a GGUF file or a model's name. " + suggestion);
    }
}
