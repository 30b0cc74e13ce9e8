package org.cria.model.saved;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Replaces a file by a new one, or leaves it as it is: the new one is written beside it under another name, forced to the disk,
 * and then renamed. What a killed process left behind is cleared away by the next one that writes the same file.
 */
final class AtomicFile {
    private static final String SUFFIX = ".part";

    private AtomicFile() {}

    /** Writes the new contents. */
    @FunctionalInterface
    interface Contents {
        void write(FileChannel target) throws IOException;
    }

    static void replace(Path file, Contents contents) throws IOException {
        Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null) {
            throw new IOException("the root folder is no file");
        }
        String prefix = "." + target.getFileName() + ".";
        clearAway(folder, prefix);
        Path part = folder.resolve(prefix + ProcessHandle.current().pid() + SUFFIX);
        try {
            try (FileChannel channel = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                contents.write(channel);
                channel.force(true);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        force(folder);
    }

    private static void clearAway(Path folder, String prefix) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                folder, path -> path.getFileName().toString().startsWith(prefix))) {
            for (Path path : files) {
                String name = path.getFileName().toString();
                if (name.endsWith(SUFFIX)
                        && !isAlive(name.substring(prefix.length(), name.length() - SUFFIX.length()))) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    private static boolean isAlive(String processId) {
        return !processId.matches("\\d{1,18}")
                || ProcessHandle.of(Long.parseLong(processId)).isPresent();
    }

    /** Makes the rename outlive a power failure, where folders can be forced: not on Windows, which does it by itself. */
    private static void force(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // The file is whole in any case; only which of the two is there after a power failure stays open.
        }
    }
}
