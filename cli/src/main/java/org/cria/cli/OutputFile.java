package org.cria.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.cria.kernels.CriaException;

/** Where a command writes a GGUF file. */
final class OutputFile {
    private static final byte[] MAGIC = "GGUF".getBytes(StandardCharsets.US_ASCII);

    private OutputFile() {}

    /** Fails, before any work, if the folder is missing, or if something that is no GGUF file would be replaced. */
    static void check(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new CriaException(file + ": there is no folder '" + folder + "', expected one. Make it first.");
        }
        if (!Files.exists(file)) {
            return;
        }
        if (!Files.isRegularFile(file) || !isReplaceable(file)) {
            throw new CriaException(
                    file + ": is there and is no GGUF file, expected a new file's name. Choose another name.");
        }
    }

    private static boolean isReplaceable(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(MAGIC.length);
            return head.length == 0 || Arrays.equals(head, MAGIC);
        }
    }
}
