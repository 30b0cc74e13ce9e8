package org.cria.cli.models;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The model that comes with the program: a plain file, which can be mapped where it lies (docs/adr/0005-built-in-model.md).
 *
 * <p>It is found from where these classes are, so no launcher has to tell where that is: in a checkout they are in
 * {@code cli/target}, in a distribution in {@code lib}, and the folder {@code models} is beside {@code cli} and {@code lib}.
 */
public final class BuiltInModel {
    /** What {@code -m} calls it, and what {@code cria models} lists. */
    static final String NAME = "built-in";

    private static final Path PLACE = Path.of("models", NAME + ".gguf");

    /** From {@code cli/target/classes} to the checkout. */
    private static final int LEVELS = 3;

    private BuiltInModel() {}

    /** The file; empty where the classes were taken away from it. */
    static Optional<Path> file() {
        CodeSource source = BuiltInModel.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            return Optional.empty();
        }
        try {
            return file(Path.of(source.getLocation().toURI()));
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty(); // classes that come from no file of this machine
        }
    }

    /** @param classes the program's jar, or the folder of its classes */
    static Optional<Path> file(Path classes) {
        @Nullable Path folder = classes.toAbsolutePath().normalize().getParent();
        for (int level = 0; level < LEVELS && folder != null; level++) {
            Path file = folder.resolve(PLACE);
            if (Files.isRegularFile(file)) {
                return Optional.of(file);
            }
            folder = folder.getParent();
        }
        return Optional.empty();
    }

    /** The file if this is its name, with or without {@code .gguf}. */
    static Optional<Path> named(String name) {
        return name.equals(NAME) || name.equals(NAME + ".gguf") ? file() : Optional.empty();
    }

    /** As one of the models at hand. */
    public static Optional<ModelFolders.Entry> entry() {
        return file().map(file -> new ModelFolders.Entry(NAME, file));
    }

    /** What whoever chose no model should know, in one line. */
    static String notice() {
        return "no model was chosen, so this is Cria's built-in one: tiny, and at home in an invented land only. For a real one:"
                + " -m MODEL.gguf, or $" + ModelFile.VARIABLE + ".";
    }
}
