package org.cria.model.check.tuning;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Figure;
import org.cria.kernels.backend.Figures;
import org.cria.kernels.backend.Plan;
import org.cria.kernels.backend.Tunable;
import org.cria.model.check.Notes;
import org.cria.model.storage.FileFault;

/**
 * The figures that tuning has found for devices, in a file for each device with its driver, SDK and kernels: plain text, a line for each
 * figure. A file that is damaged, or made for something else, is as good as none, and a sentence says so.
 *
 * @param folder of the files; empty where none are looked for
 */
public record TunedFigures(Optional<Path> folder) {
    /** Devices as their kind suggests. */
    public static final TunedFigures NONE = new TunedFigures(Optional.empty());

    private static final Control TUNER = new Control("the tuner");
    private static final Control RESET = new Control("reset of the tuner");
    private static final Control FOLDER = new Control("the folder of tuned sizes");
    private static final String ENDING = ".txt";

    /** @param folder is made where it is missing */
    public static TunedFigures in(Path folder) {
        return new TunedFigures(Optional.of(folder));
    }

    /** A plan whose devices have their sizes; its notes say where these cannot be used. */
    public Plan apply(Plan plan) {
        List<Explanation> notes = new ArrayList<>(plan.notes());
        return plan.with(backend -> apply(backend, notes::add), notes);
    }

    /**
     * A backend with the sizes that were found for its device; itself where there are none.
     *
     * @param notes gets a sentence where there are some that cannot be used
     */
    public Backend apply(Backend backend, Consumer<Explanation> notes) {
        if (folder.isEmpty() || !(backend instanceof Tunable device)) {
            return backend;
        }
        Path file = file(device);
        try {
            return read(file, device);
        } catch (IOException e) {
            if (Files.exists(file)) {
                notes.accept(Explanation.of(
                        "the tuned sizes of " + name(device) + " are not used: " + file + " is damaged: "
                                + e.getMessage() + ". Run ",
                        TUNER.named(),
                        " again, or ",
                        RESET.named(),
                        "."));
            } else if (!files(device).isEmpty()) {
                notes.accept(Explanation.of(
                        name(device) + " was tuned with another driver, SDK or version of Cria: run ",
                        TUNER.named(),
                        " again, or ",
                        RESET.named(),
                        " to forget that."));
            }
            return backend;
        }
    }

    private static Backend read(Path file, Tunable device) throws IOException {
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (lines.isEmpty() || !lines.getFirst().equals(device.identity())) {
            throw new IOException("line 1 does not name the device, expected '" + device.identity() + "'");
        }
        Figures figures = device.defaults();
        int line = 1;
        for (Figure figure : figures.all()) {
            String found = lines.size() > line ? lines.get(line) : "nothing";
            line++;
            figures = figures.with(figure, value(figure, line, found, figures.value(figure)));
        }
        try {
            return device.with(figures);
        } catch (IllegalArgumentException e) {
            throw new IOException("it describes " + e.getMessage(), e);
        }
    }

    /** Only what tuning may have written, for other numbers were never tried. */
    private static int value(Figure figure, int line, String found, int suggested) throws IOException {
        Set<Integer> valid = new TreeSet<>(figure.choices());
        valid.add(suggested);
        for (int value : valid) {
            if (found.equals(line(figure, value))) {
                return value;
            }
        }
        throw new IOException(
                "line " + line + " is '" + found + "', expected '" + figure.text() + "' and one of " + valid);
    }

    private static String line(Figure figure, int value) {
        return figure.text() + " " + value;
    }

    /**
     * Keeps the figures of a device.
     *
     * @throws CriaException when the folder cannot be written
     */
    public void put(Tunable device, Figures figures) {
        List<String> lines = new ArrayList<>(List.of(device.identity()));
        figures.values().forEach((figure, value) -> lines.add(line(figure, value)));
        try {
            new Notes(folder.orElseThrow()).write(fileName(device), lines);
        } catch (IOException e) {
            throw new CriaException(
                    Explanation.of(
                            "the tuned sizes cannot be kept in " + folder.orElseThrow() + " (" + FileFault.of(e)
                                    + "). Make it writable, or set ",
                            FOLDER.named(),
                            " to another folder."),
                    e);
        }
    }

    /**
     * Forgets what was found for a device, with whatever driver, SDK and version of Cria.
     *
     * @return whether there was something
     * @throws CriaException when it cannot be removed
     */
    public boolean remove(Tunable device) {
        List<Path> files = files(device);
        try {
            for (Path file : files) {
                Files.delete(file);
            }
            return !files.isEmpty();
        } catch (IOException e) {
            throw new CriaException(
                    "the tuned sizes cannot be removed (" + FileFault.of(e) + "). Make " + folder.orElseThrow()
                            + " writable.",
                    e);
        }
    }

    private List<Path> files(Tunable device) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(folder.orElseThrow(), Notes.name(name(device)) + "-*" + ENDING)) {
            found.forEach(files::add);
        } catch (IOException e) {
            return List.of(); // no folder yet
        }
        return files;
    }

    private Path file(Tunable device) {
        return new Notes(folder.orElseThrow()).file(fileName(device));
    }

    private static String fileName(Tunable device) {
        return Notes.name(name(device)) + "-" + Notes.name(device.identity()) + ENDING;
    }

    private static String name(Tunable device) {
        return device.info().name() + " (" + device.info().deviceName() + ")";
    }

    /** What is tuned in a plan, a line for each device. */
    public static List<String> lines(Plan plan) {
        return plan.parts().stream()
                .flatMap(part -> line(part.backend()).stream())
                .distinct()
                .toList();
    }

    /** What is tuned in a backend; empty where nothing is. */
    public static Optional<String> line(Backend backend) {
        return backend instanceof Tunable device && !device.tuning().isEmpty()
                ? Optional.of(name(device) + " is tuned: " + device.tuning())
                : Optional.empty();
    }

    /** A plan without tuning, since a self-test failed with it; empty where nothing was tuned. */
    public static Optional<Plan> without(Plan plan, String failure) {
        if (lines(plan).isEmpty()) {
            return Optional.empty();
        }
        List<Explanation> notes = new ArrayList<>(plan.notes());
        notes.add(Explanation.of("the tuned sizes are not used: with them, ", failure));
        return Optional.of(plan.with(
                backend -> backend instanceof Tunable device ? device.with(device.defaults()) : backend, notes));
    }
}
