package org.cria.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cria.cli.hub.HubEnvironment;
import org.cria.cli.hub.Question;
import org.cria.cli.models.ModelFolders;
import org.cria.cli.report.ByteCount;
import org.cria.kernels.CriaException;
import org.cria.model.hub.HubLibrary;
import org.cria.model.hub.HubModel;
import org.cria.model.hub.HubReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cria models rm}: removes models. */
@Command(
        name = "rm",
        description = {
            "Removes models from this machine.",
            "hf:OWNER/REPO takes all of a repository away, what was downloaded in part too; other programs that use the same"
                    + " files lose them."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ModelsRemoval implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "NAME", description = "Names as 'cria models' lists them.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = {"-y", "--yes"},
            description = "Removes without a question.")
    private boolean yes;

    @Option(
            names = {"-v", "--verbose"},
            description = "On failure, prints the stack trace.")
    @SuppressWarnings("UnusedVariable") // who tells of a failure looks whether it was given
    private boolean verbose;

    /** What goes, and how. */
    private record Removal(String name, long bytes, Path place, Runnable run) {}

    @Override
    public Integer call() {
        HubLibrary library = HubEnvironment.ofProcess().library();
        ModelFolders folders = ModelFolders.of(System.getenv());
        List<Removal> removals = names.stream()
                .map(name ->
                        HubReference.isMeant(name) ? ofHub(library, HubReference.parse(name)) : ofFolder(folders, name))
                .toList();
        for (Removal removal : removals) {
            String what = removal.name() + " (" + ByteCount.text(removal.bytes()) + " in " + removal.place() + ")";
            if (!yes && !Question.isPossible()) {
                throw new CriaException(what + ": nobody can be asked here whether it is to go. Add -y.");
            }
            if (yes || Question.isAnsweredWithYes("remove " + what + "?", false)) {
                removal.run().run();
                System.err.println("removed " + what);
            }
        }
        return 0;
    }

    private static Removal ofHub(HubLibrary library, HubReference reference) {
        if (reference.quant().isEmpty() && reference.file().isEmpty()) {
            if (!library.knows(reference)) {
                throw unknown(reference.text());
            }
            return new Removal(
                    reference.text(),
                    library.repositoryBytes(reference),
                    library.folder(reference),
                    () -> library.removeRepository(reference));
        }
        HubModel model = library.find(reference, Long.MAX_VALUE).orElseThrow(() -> unknown(reference.text()));
        return new Removal(
                model.reference().text(), model.bytes(), library.folder(reference), () -> library.remove(model));
    }

    private static Removal ofFolder(ModelFolders folders, String name) {
        List<Path> files = folders.files(name);
        if (files.isEmpty()) {
            throw unknown(name);
        }
        Path first = files.getFirst();
        return new Removal(
                name,
                files.stream().mapToLong(ModelsRemoval::size).sum(),
                Optional.ofNullable(first.getParent()).orElse(first),
                () -> files.forEach(ModelsRemoval::delete));
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CriaException unknown(String name) {
        return new CriaException(
                name.replaceAll("\\p{Cntrl}", "?")
                        + ": there is no such model to remove, expected a name that 'cria models' lists, and not the built-in one.");
    }
}
