package org.cria.model.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** The right to download a file, for one process at a time. The system takes it back when the process ends, however that is. */
final class BlobLock implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final FileChannel channel;

    private BlobLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes it unless somebody has it. */
    static Optional<BlobLock> tryTake(Path file) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new BlobLock(channel));
            }
        } catch (OverlappingFileLockException e) {
            // another thread of this process has it
        }
        channel.close();
        return Optional.empty();
    }

    /**
     * Waits until it has it.
     *
     * @param waiting called again and again meanwhile
     * @throws StoppedException if that is stopped
     */
    static BlobLock take(Path file, HubReference reference, Halt halt, Runnable waiting) throws IOException {
        while (true) {
            Optional<BlobLock> lock = tryTake(file);
            if (lock.isPresent()) {
                return lock.get();
            }
            waiting.run();
            halt.sleep(PAUSE);
            halt.check(reference);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
