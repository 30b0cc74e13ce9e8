package org.cria.model.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.Optional;
import org.cria.kernels.Count;
import org.jspecify.annotations.Nullable;

/**
 * What a file was when it was mapped: writing into a mapped file changes the model in use, and shortening it takes memory away,
 * which ends a JVM. A file that was deleted or replaced by another goes on living for those who mapped it.
 *
 * @param key tells it from another file of its name; null where the platform has none
 */
public record FileState(
        Path file, long bytes, FileTime written, @Nullable Object key) {
    /** The file as it is now. */
    public static FileState of(Path file) throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileState(file, now.size(), now.lastModifiedTime(), now.fileKey());
    }

    /** What became of it, in words; empty where nothing did, or where the platform does not tell. */
    public Optional<String> change() {
        try {
            FileState now = of(file);
            if (!Objects.equals(now.key, key) || now.equals(this)) {
                return Optional.empty();
            }
            return Optional.of(
                    now.bytes == bytes
                            ? "was written to while it was in use"
                            : "had " + Count.of(bytes, "byte") + " when it was opened and has " + now.bytes + " now");
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("cannot be reached any more (" + FileFault.of(e) + ")");
        }
    }
}
