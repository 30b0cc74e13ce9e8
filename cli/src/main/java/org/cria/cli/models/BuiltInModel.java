package org.cria.cli.models;

import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /**
     * The file; empty where the classes were taken away from it. Where they are their resources tell, not their code source: that of classes
     * from an archive has no location once their jars were moved, as those of a distribution are.
     */
    static Optional<Path> file() {
        String own = BuiltInModel.class.getSimpleName() + ".class";
        URL place = BuiltInModel.class.getResource(own);
        return place == null ? Optional.empty() : classes(place.toString()).flatMap(BuiltInModel::file);
    }

    /** @param url of this class, in a jar or in a folder of classes */
    static Optional<Path> classes(String url) {
        String path = BuiltInModel.class.getName().replace('.', '/') + ".class";
        if (!url.endsWith("/" + path)) {
            return Optional.empty();
        }
        String root = url.substring(0, url.length() - path.length());
        boolean jar = root.startsWith("jar:") && root.endsWith("!/");
        String file = jar ? root.substring(4, root.length() - 2) : root;
        return file.startsWith("file:") ? Optional.of(Path.of(URI.create(file))) : Optional.empty();
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
