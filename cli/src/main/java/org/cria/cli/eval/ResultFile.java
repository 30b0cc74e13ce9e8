package org.cria.cli.eval;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.cria.kernels.CriaException;
import org.cria.model.storage.FileFault;

/** Where a result is to go: what would stop it is told before any work. */
final class ResultFile {
    private ResultFile() {}

    /**
     * Fails where no file can be written, or where one is that holds something else.
     *
     * @param what it is to hold, for people
     * @param isOwn whether a file with this first line may be replaced
     * @throws CriaException with what is there
     */
    static void check(Path file, String what, Predicate<String> isOwn) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new CriaException(file + ": there is no folder '" + folder + "', expected one. Make it first.");
        }
        if (Files.isDirectory(file)) {
            throw new CriaException(file + ": is a folder, expected the name of a file. Choose another name.");
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new CriaException(file + ": cannot be written, expected a place that can. Choose another name.");
        }
        if (Files.isRegularFile(file) && !holds(file, isOwn)) {
            throw new CriaException(
                    file + ": is there and holds no " + what + ", expected a new file's name. Choose another name.");
        }
    }

    private static boolean holds(Path file, Predicate<String> isOwn) {
        // Every byte is a character here: what is no text is no own file, and nothing worse.
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            String first = in.readLine();
            return first == null || isOwn.test(first);
        } catch (IOException e) {
            throw new CriaException(file + ": cannot be read (" + FileFault.of(e) + "). Choose another name.", e);
        }
    }
}
