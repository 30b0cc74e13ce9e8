package org.cria.cli.lab;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.cria.cli.text.TextFile;
import org.cria.kernels.CriaException;
import org.cria.kernels.lab.KernelFile;
import org.cria.model.storage.FileFault;

/** Kernels on disk. */
public final class KernelFiles {
    private KernelFiles() {}

    /**
     * Reads a kernel.
     *
     * @throws CriaException when there is no such file, or it is no text
     */
    public static KernelFile read(Path file) {
        return new KernelFile(String.valueOf(file.getFileName()), TextFile.read(file));
    }

    /**
     * Writes a new file; returns where it is.
     *
     * @throws CriaException when it is there already, or cannot be written
     */
    public static Path write(Path folder, KernelFile file) {
        Path path = folder.resolve(file.name());
        try {
            if (!folder.toString().isEmpty()) {
                Files.createDirectories(folder);
            }
            return Files.writeString(path, file.text(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new CriaException(
                    path + " is there already, and is left as it is. Choose another folder, or --name.", e);
        } catch (IOException e) {
            throw new CriaException(path + ": cannot be written (" + FileFault.of(e) + "). Choose another folder.", e);
        }
    }
}
