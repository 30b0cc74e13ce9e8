package org.cria.model.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.cria.model.storage.AtomicFile;

/**
 * Files of plain text about devices, each named by a hash of what it is about.
 *
 * @param folder is made where it is missing
 */
public record Notes(Path folder) {
    /** A file name without its ending: the same for the same text only. */
    public static String name(String about) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(about.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    /** Replaces a file by a whole one: others may read it meanwhile. */
    public void write(String name, List<String> lines) throws IOException {
        AtomicFile.replace(file(name), String.join("\n", lines) + "\n");
    }
}
