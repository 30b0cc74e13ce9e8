package org.cria.model.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.cria.model.storage.AtomicFile;

/**
 * A file that is coming: what has come, and beside it a note of which bytes these are, so that another process can go on. The note
 * is never ahead of the bytes. Both have names of our own, since other programs take what they find under theirs for a beginning
 * without holes.
 */
final class PartFile implements AutoCloseable {
    private static final String DATA = ".cria-part";
    private static final String NOTE = ".cria-note";
    private static final String HEAD = "Cria download 1";

    private final Path data;
    private final Path note;
    private final long size;
    private final FileChannel channel;
    private final Spans done;
    private final Spans claimed = new Spans();
    private String etag;

    /** What a note says. */
    private record Noted(Spans done, String etag) {}

    private PartFile(Path blob, long size) throws IOException {
        this.data = data(blob);
        this.note = note(blob);
        this.size = size;
        Optional<Noted> before = Files.exists(data) ? read(note, size) : Optional.empty();
        channel = FileChannel.open(data, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        long there = Math.min(size, channel.size());
        Optional<Noted> usable = before.filter(noted -> noted.done().isWithin(there));
        done = usable.map(Noted::done).orElseGet(Spans::new);
        etag = usable.map(Noted::etag).orElse("");
    }

    /**
     * Opens what there is of a file, or begins it. No other process may have it open.
     *
     * @param blob where the file will be
     */
    static PartFile open(Path blob, long size) throws IOException {
        return new PartFile(blob, size);
    }

    private static Path data(Path blob) {
        return blob.resolveSibling(blob.getFileName() + DATA);
    }

    private static Path note(Path blob) {
        return blob.resolveSibling(blob.getFileName() + NOTE);
    }

    /** The oid that a file of these is about, if it is one. */
    static Optional<String> oid(Path path) {
        String name = path.getFileName().toString();
        return name.endsWith(DATA) ? Optional.of(name.substring(0, name.length() - DATA.length())) : Optional.empty();
    }

    /** How many bytes of a file have come, as far as is noted. */
    static long bytes(Path blob, long size) {
        return Files.exists(data(blob))
                ? read(note(blob), size).map(noted -> noted.done().bytes()).orElse(0L)
                : 0;
    }

    private static Optional<Noted> read(Path note, long size) {
        try {
            String[] lines = Files.readString(note).split("\n", -1);
            if (lines.length < 4 || !lines[0].equals(HEAD) || !lines[1].equals("size " + size)) {
                return Optional.empty();
            }
            return Spans.parse(lines[3].replaceFirst("^done ?", ""))
                    .map(spans -> new Noted(spans, lines[2].replaceFirst("^etag ?", "")));
        } catch (IOException e) {
            return Optional.empty(); // begun anew
        }
    }

    /** The tag of the version that the bytes are of; empty: not known. */
    synchronized String etag() {
        return etag;
    }

    /** Whether the bytes are of this version, as far as is known; that of the first bytes is kept. */
    synchronized boolean isOf(String version) {
        if (etag.isEmpty() && done.bytes() == 0) {
            etag = version;
        }
        return etag.isEmpty() || etag.equals(version);
    }

    /** Takes bytes that are missing and that nobody else fetches: from the first on, at most so many. */
    synchronized Optional<Spans.Span> claim(long most) {
        Spans taken = new Spans();
        taken.addAll(done);
        taken.addAll(claimed);
        Optional<Spans.Span> span =
                taken.gap(0, size).map(gap -> new Spans.Span(gap.from(), Math.min(gap.to(), gap.from() + most)));
        span.ifPresent(claimed::add);
        return span;
    }

    /** Gives back what was taken and did not come. */
    synchronized void release(Spans.Span span) {
        claimed.remove(span);
    }

    /**
     * Writes bytes; those that were there stay as they were, since their checksum may have been taken already.
     *
     * @return how many were new
     */
    synchronized long write(long position, ByteBuffer bytes) throws IOException {
        long end = position + bytes.remaining();
        int start = bytes.position();
        long fresh = 0;
        for (Optional<Spans.Span> gap = done.gap(position, end); gap.isPresent(); gap = done.gap(position, end)) {
            Spans.Span span = gap.get();
            ByteBuffer piece = bytes.slice(start + (int) (span.from() - position), (int) span.bytes());
            for (long at = span.from(); piece.hasRemaining(); ) {
                at += channel.write(piece, at);
            }
            done.add(span);
            fresh += span.bytes();
        }
        notifyAll();
        return fresh;
    }

    /** Notes what has come; one thread at a time. */
    void save() throws IOException {
        String text;
        synchronized (this) {
            text = String.join("\n", HEAD, "size " + size, "etag " + etag, "done " + done.text(), "");
        }
        AtomicFile.replace(note, text);
    }

    /** How many bytes have come. */
    synchronized long bytes() {
        return done.bytes();
    }

    /** Where the bytes without a hole end, once that is beyond a place; the same place where nothing came for a moment. */
    @SuppressWarnings("WaitNotInLoop") // who calls asks again
    synchronized long prefixBeyond(long place) throws InterruptedException {
        if (done.prefix() <= place) {
            wait(100);
        }
        return Math.max(place, done.prefix());
    }

    /** Reads bytes that have come. */
    int read(ByteBuffer into, long position) throws IOException {
        return channel.read(into, position);
    }

    long size() {
        return size;
    }

    /** Makes of it the file that it was to be. */
    void publish(Path blob) throws IOException {
        channel.truncate(size);
        channel.force(true);
        channel.close();
        Files.move(data, blob, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(note);
    }

    /** Throws away what has come, and closes it. */
    void discard() throws IOException {
        channel.close();
        Files.deleteIfExists(note);
        try {
            Files.delete(data);
        } catch (NoSuchFileException e) {
            // gone already
        }
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
        }
    }
}
