package org.cria.model.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Replaces a file by a new one, or leaves it as it is: the new one is written beside it under another name, forced to the disk,
 * and then renamed. What a killed process left behind is cleared away by the next one that writes the same file.
 */
public final class AtomicFile {
    private static final String SUFFIX = ".part";
    private static final Set<StandardOpenOption> NEW =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);

    /** So that threads of one process do not write the same file beside the one that is to be replaced. */
    private static final AtomicLong WRITES = new AtomicLong();

    private AtomicFile() {}

    /** Writes the new contents. */
    @FunctionalInterface
    public interface Contents {
        /** Writes all of them. */
        void write(FileChannel target) throws IOException;
    }

    /** Puts this text in UTF-8 into a file; folders above it that are missing are made. */
    public static void replace(Path file, String text) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        replace(file, target -> {
            while (bytes.hasRemaining()) {
                target.write(bytes);
            }
        });
    }

    /** Puts these contents into a file of a folder that is there. */
    public static void replace(Path file, Contents contents) throws IOException {
        replace(file, contents, new FileAttribute<?>[0]);
    }

    /** The same for a file that its owner alone may read. */
    public static void replacePrivately(Path file, Contents contents) throws IOException {
        replace(file, contents, PrivateFiles.fileAttributes());
    }

    private static void replace(Path file, Contents contents, FileAttribute<?>[] attributes) throws IOException {
        Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null) {
            throw new IOException("the root folder is no file");
        }
        String prefix = "." + target.getFileName() + ".";
        clearAway(folder, prefix);
        Path part = folder.resolve(prefix + ProcessHandle.current().pid() + "-" + WRITES.incrementAndGet() + SUFFIX);
        try {
            try (FileChannel channel = FileChannel.open(part, NEW, attributes)) {
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

    /** @param writer the number of a process, and after a dash which of its writes it was */
    private static boolean isAlive(String writer) {
        return !writer.matches("\\d{1,18}(-\\d+)?")
                || ProcessHandle.of(Long.parseLong(writer.replaceFirst("-.*", "")))
                        .isPresent();
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
