package org.cria.cli.models;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.cria.cli.failure.Nearest;
import org.cria.cli.hub.HubArguments;
import org.cria.kernels.CriaException;
import org.cria.model.gguf.Printable;
import org.cria.model.hub.HubReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which model a command is about. */
public final class ModelFile {
    public static final String VARIABLE = "CRIA_MODEL";

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description =
                    "A GGUF file (of a split one, the first shard), a folder from the Hugging Face hub, a name that 'cria"
                            + " models' lists, or hf:OWNER/REPO[:QUANT|/FILE]. Default: $" + VARIABLE
                            + ", else the built-in model.")
    private @Nullable Path model;

    @Mixin
    private final HubArguments hub = new HubArguments();

    private @Nullable Path found;

    /** The file, the same each time: who looks for it first is told when it is the built-in one for want of another. */
    public Path file() {
        Path file = found != null ? found : look(hub::file);
        found = file;
        return file;
    }

    /**
     * The file if it is on this machine: nothing is downloaded, and nobody is asked.
     *
     * @throws CriaException if it is not
     */
    public Path atHand() {
        return look(HubArguments::atHand);
    }

    private Path look(Function<HubReference, Path> source) {
        Optional<HubReference> repository = hub.given();
        if (repository.isPresent() && model != null) {
            throw new ParameterException(spec.commandLine(), "both -m and -hf name a model: use one of them.");
        }
        return repository
                .map(source)
                .orElseGet(() -> model == null ? unlessGiven(spec, source) : resolve(model, source));
    }

    /** Whether a model was named. */
    public boolean isGiven() {
        return model != null || hub.given().isPresent();
    }

    /** The file that a user means by another option or parameter of the same command. */
    public Path other(Path given) {
        return resolve(given, hub::file);
    }

    /** The file that a user means, of models of the hub those that are on this machine. */
    public static Path resolve(Path given) {
        return resolve(given, HubArguments::atHand);
    }

    /**
     * The model of {@code $CRIA_MODEL}, else the built-in one, and then a line on stderr says so.
     *
     * @param hub where models of the hub come from
     */
    public static Path unlessGiven(CommandSpec spec, Function<HubReference, Path> hub) {
        String variable = System.getenv(VARIABLE);
        if (variable != null && !variable.isEmpty()) {
            return resolve(Path.of(variable), hub);
        }
        Path file = BuiltInModel.file()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "no model: the built-in one is not beside the program, so give a GGUF file or a name with -m MODEL or in $"
                                + VARIABLE + "; 'cria models' lists the names."));
        System.err.println(BuiltInModel.notice());
        return file;
    }

    /**
     * The file that a user means: what is there under this path, else the model of this name, here or of the hub.
     *
     * @param hub where models of the hub come from
     * @throws CriaException when a plain name fits neither; a path that leads nowhere is left to who opens it
     */
    public static Path resolve(Path given, Function<HubReference, Path> hub) {
        if (!Files.exists(given) && HubReference.isMeant(text(given))) {
            return hub.apply(HubReference.parse(text(given)));
        }
        if (Files.isRegularFile(given) || given.getNameCount() != 1 || given.isAbsolute()) {
            return given;
        }
        ModelFolders folders = ModelFolders.of(System.getenv());
        String name = given.toString();
        Optional<Path> found = folders.find(name).or(() -> BuiltInModel.named(name));
        if (found.isEmpty() && !Files.exists(given, LinkOption.NOFOLLOW_LINKS)) {
            throw unknown(name, folders);
        }
        return found.orElse(given);
    }

    /** As it was typed: of two slashes in a row a path keeps one. */
    private static String text(Path given) {
        return given.toString().replaceFirst("^https:/(?!/)", "https://");
    }

    private static CriaException unknown(String name, ModelFolders folders) {
        List<String> names = Stream.of(
                        ModelFolders.models(Path.of(".")).stream()
                                .map(entry -> entry.file().getFileName().toString()),
                        folders.models().stream().map(ModelFolders.Entry::name),
                        BuiltInModel.entry().stream().map(ModelFolders.Entry::name))
                .flatMap(each -> each)
                .toList();
        String suggestion = Nearest.to(name, names)
                .map(nearest -> "Did you mean '" + nearest + "'?")
                .orElse("'cria models' lists what is there.");
        return new CriaException(
                Printable.clean(name, 200) + ": there is no such file here and no model of this name in "
                        + folders.text() + ", expected a GGUF file or a model's name. " + suggestion);
    }
}
