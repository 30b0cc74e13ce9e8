package org.cria.model.saved;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.cria.kernels.CriaException;
import org.cria.model.storage.AtomicFile;
import org.cria.model.storage.PrivateFiles;
import org.jspecify.annotations.Nullable;

/**
 * Where a conversation is kept: a file with what was said, and one beside it with the cells of its cache, which may be missing. Nobody
 * else can have the same place as long as this is open. The lock is the system's, on the file of the cells, since the other one is
 * replaced at each save; a process that is killed leaves none behind.
 */
public final class ChatPlace implements AutoCloseable {
    /** What the file of the cells is called beyond the conversation's own name. */
    public static final String CELLS = ".cache";

    private static final long MAGIC =
            ByteBuffer.wrap("CRIACELL".getBytes(StandardCharsets.US_ASCII)).getLong();
    /** The magic number, and the number of the process that has the place. */
    private static final int PREFIX_BYTES = 16;
    /** Beyond all contents, so that others may read who has the place where locks hinder reading. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private Path file;
    private Path beside;
    /** Of the cells; null where they cannot be read. */
    private final @Nullable FileChannel channel;

    private final boolean claimed;
    private final SavedCells cells;
    /** What the file says, if it was written from here. */
    private byte[] written = {};

    private volatile @Nullable Thread writing;

    private ChatPlace(Path file, Path beside, @Nullable FileChannel channel, boolean claimed) {
        this.file = file;
        this.beside = beside;
        this.channel = channel;
        this.claimed = claimed;
        this.cells = new SavedCells(channel, PREFIX_BYTES);
    }

    /**
     * Takes a place for a conversation that is there, or is to be.
     *
     * @throws CriaException if another chat has it, no conversation can be written there, or another kind of file is there
     */
    public static ChatPlace claim(Path file) {
        try {
            checkPlace(file);
            Path beside = beside(file);
            FileChannel channel = PrivateFiles.open(beside);
            try {
                lock(file, channel);
                checkCells(beside, channel);
                return new ChatPlace(file, beside, channel, true);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new CriaException(
                    file + ": no conversation can be kept there (" + ChatFile.reason(e)
                            + "). Make the folder writable, or choose another file.",
                    e);
        }
    }

    /** A place to read only; without its cells where another chat has it. */
    public static ChatPlace visit(Path file) {
        Path beside = file;
        @Nullable FileChannel channel = null;
        try {
            beside = beside(file);
            channel = FileChannel.open(beside, StandardOpenOption.READ);
            if (channel.tryLock(LOCKED_BYTE, 1, true) == null) {
                channel.close();
                channel = null;
            }
        } catch (IOException | OverlappingFileLockException e) {
            // Then the model reads what was said again. Where that is missing too, loading it says so.
        }
        return new ChatPlace(file, beside, channel, false);
    }

    private static Path beside(Path file) throws IOException {
        Path real = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
        return real.resolveSibling(real.getFileName() + CELLS);
    }

    private static void checkPlace(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(file)) {
            throw new CriaException(file + ": this is a folder, expected the name of a file for the conversation.");
        }
        if (!Files.isDirectory(folder)) {
            throw new CriaException(file + ": there is no folder " + folder
                    + " for the conversation. Make it, or choose another file.");
        }
        if (!Files.isWritable(folder)) {
            throw new CriaException(
                    file + ": the folder " + folder + " cannot be written, and no conversation can be kept there."
                            + " Make it writable, or choose another file.");
        }
        if (Files.exists(file) && !SealedFile.isOneOrEmpty(file)) {
            throw new CriaException(file + ": the file there is no conversation that Cria saved, and would be lost."
                    + " Choose another name, or delete it.");
        }
    }

    private static void lock(Path file, FileChannel channel) throws IOException {
        @Nullable FileLock lock;
        try {
            lock = channel.tryLock(LOCKED_BYTE, 1, false);
        } catch (OverlappingFileLockException e) {
            lock = null;
        } catch (IOException e) {
            return; // A file system without locks: a chat there is better than none.
        }
        if (lock == null) {
            ByteBuffer prefix = ByteBuffer.allocate(PREFIX_BYTES);
            boolean known = channel.read(prefix, 0) == PREFIX_BYTES;
            throw new CriaException(file + ": the conversation is open in another chat"
                    + (known ? " (process " + prefix.getLong(Long.BYTES) + ")" : "")
                    + ". End that one first, or choose another file.");
        }
    }

    /** A slip of the finger must not cost somebody a file that happens to have this name. */
    private static void checkCells(Path beside, FileChannel channel) throws IOException {
        ByteBuffer prefix = ByteBuffer.allocate(PREFIX_BYTES);
        if (channel.size() > 0 && (channel.read(prefix, 0) < Long.BYTES || prefix.getLong(0) != MAGIC)) {
            throw new CriaException(
                    beside + ": the cache of the conversation belongs there, and the file there is none."
                            + " Choose another name for the conversation, or delete the file.");
        }
        ByteBuffer ours = ByteBuffer.allocate(PREFIX_BYTES)
                .putLong(MAGIC)
                .putLong(ProcessHandle.current().pid())
                .flip();
        channel.write(ours, 0);
    }

    /** The file of what was said. */
    public Path file() {
        return file;
    }

    /** Whether a conversation is there already. */
    public boolean isTaken() {
        try {
            return Files.exists(file) && Files.size(file) > 0;
        } catch (IOException e) {
            return true; // whoever reads it is told why not
        }
    }

    /** Whether a path leads to the same file. */
    public boolean isAt(Path other) {
        try {
            return other.toAbsolutePath()
                            .normalize()
                            .equals(file.toAbsolutePath().normalize())
                    || Files.isSameFile(other, file);
        } catch (IOException e) {
            return false; // one of the two is not there
        }
    }

    /** Begins to write the file, while others go on. Where that fails, the next write says why. */
    void begin(byte[] header) {
        await();
        writing = Thread.ofVirtual().start(() -> {
            try {
                replace(header);
            } catch (IOException e) {
                // As said.
            }
        });
    }

    /** Waits until the file is written, if it is being written. */
    public void await() {
        @Nullable Thread running = writing;
        try {
            if (running != null) {
                running.join();
                writing = null;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // and whoever wants to end ends
        }
    }

    /** Writes the file, unless it says the same already. */
    void write(byte[] header) throws IOException {
        await();
        replace(header);
    }

    private void replace(byte[] header) throws IOException {
        if (!Arrays.equals(header, written) || !Files.exists(file)) {
            AtomicFile.replacePrivately(file, target -> SealedFile.write(target, header));
            written = header;
        }
    }

    /** To be written only if the place was claimed. */
    SavedCells cells() {
        return cells;
    }

    /**
     * Gives the files other names in the same folder.
     *
     * @throws CriaException if the name is taken, or they cannot be renamed
     */
    public void rename(Path name) {
        try {
            Path besideName = beside(name);
            if (Files.exists(name) || Files.exists(besideName)) {
                throw new CriaException(name + ": there is a file of this name already. Choose another name.");
            }
            Files.move(file, name);
            file = name;
            Files.move(beside, besideName);
            beside = besideName;
        } catch (IOException e) {
            throw new CriaException(file + ": it cannot be called " + name + " (" + ChatFile.reason(e) + ").", e);
        }
    }

    /** Frees the room of the cache, which the model reads again when the conversation goes on. */
    public void dropCache() {
        try {
            cells.clear();
        } catch (IOException e) {
            throw new CriaException(beside + ": the cache cannot be cut off (" + ChatFile.reason(e) + ").", e);
        }
    }

    /** Deletes the conversation, and its cache when this is closed. */
    public void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new CriaException(file + ": it cannot be deleted (" + ChatFile.reason(e) + ").", e);
        }
    }

    /** The bytes of both files. */
    public static long bytes(Path file) {
        try {
            Path beside = beside(file);
            return Files.size(file) + (Files.exists(beside) ? Files.size(beside) : 0);
        } catch (IOException e) {
            return 0; // gone meanwhile
        }
    }

    /** Gives the place up. Where nothing was saved, nothing is left. */
    @Override
    public void close() {
        await();
        try (var _ = channel) {
            if (claimed && !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.deleteIfExists(beside);
            }
        } catch (IOException e) {
            // An empty file stays behind, or one of cells, that does no harm.
        }
    }
}
