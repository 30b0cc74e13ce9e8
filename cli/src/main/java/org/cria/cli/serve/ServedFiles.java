package org.cria.cli.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.cria.cli.hub.HubArguments;
import org.cria.cli.models.ModelFile;
import org.cria.cli.models.ModelFolders;
import org.cria.kernels.CriaException;
import org.cria.model.hub.HubReference;
import org.cria.model.huggingface.ModelFiles;
import org.cria.server.work.Models.Source;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which models a server has. */
public final class ServedFiles {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description =
                    "A GGUF file (of a split one, the first shard), a folder of such files or of one model from the Hugging"
                            + " Face hub, a name that 'cria models' lists, or hf:OWNER/REPO[:QUANT|/FILE]; may be given several times. Models"
                            + " beyond the first are loaded when they are asked for. Default: $" + ModelFile.VARIABLE
                            + ", else the built-in model.")
    private List<Path> models = new ArrayList<>();

    @Mixin
    private final HubArguments hub = new HubArguments();

    private List<Path> files = List.of();

    /**
     * The files, the same each time.
     *
     * @throws CriaException where a folder has none
     */
    public List<Path> files() {
        if (files.isEmpty()) {
            files = look(hub::file);
        }
        return files;
    }

    /**
     * Those that are on this machine: nothing is downloaded, and nobody is asked.
     *
     * @throws CriaException where one is not
     */
    public List<Path> atHand() {
        return look(HubArguments::atHand);
    }

    /** The file that a user means by another option of the same command. */
    public Path other(Path given) {
        return ModelFile.resolve(given, hub::file);
    }

    private List<Path> look(Function<HubReference, Path> source) {
        List<Path> found = new ArrayList<>();
        models.forEach(given -> found.addAll(files(given, source)));
        hub.given().map(source).ifPresent(found::add);
        return found.isEmpty() ? List.of(ModelFile.unlessGiven(spec, source)) : found;
    }

    private static List<Path> files(Path given, Function<HubReference, Path> source) {
        if (!Files.isDirectory(given)) {
            return List.of(ModelFile.resolve(given, source));
        }
        if (ModelFiles.isFolder(given)) {
            return List.of(given);
        }
        List<Path> found = ModelFolders.models(given).stream()
                .map(ModelFolders.Entry::file)
                .toList();
        if (found.isEmpty()) {
            throw new CriaException(given + ": the folder has no file *.gguf, expected at least one. Name another.");
        }
        return found;
    }

    /**
     * What requests call them by: their files' names without {@code .gguf} and without a shard's number.
     *
     * @param alias the name of the only one
     */
    List<Source> sources(Optional<String> alias) {
        return files().stream()
                .map(file -> new Source(alias.orElseGet(() -> ModelFolders.nameOf(file)), created(file), file))
                .toList();
    }

    private static long created(Path file) {
        try {
            return Files.getLastModifiedTime(file).to(TimeUnit.SECONDS);
        } catch (IOException e) {
            return 0; // who opens it says why
        }
    }
}
