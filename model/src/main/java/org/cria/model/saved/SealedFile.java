package org.cria.model.saved;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.cria.kernels.Control;
import org.cria.kernels.Count;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;

/**
 * A header under a seal: 8 bytes {@code CRIACHAT}, the version and the header's length (4 bytes each, big-endian), the header, in the
 * first version a body, and a SHA-256 of all before it. What is in them is for others to know.
 */
final class SealedFile {
    static final Control SAVE = new Control("save");

    private static final byte[] MAGIC = {'C', 'R', 'I', 'A', 'C', 'H', 'A', 'T'};
    private static final int PREFIX_BYTES = MAGIC.length + 8;
    private static final int DIGEST_BYTES = 32;
    private static final int BUFFER_BYTES = 1 << 16;

    private final FileChannel channel;
    private final int version;
    private final byte[] header;

    private SealedFile(FileChannel channel, int version, byte[] header) {
        this.channel = channel;
        this.version = version;
        this.header = header;
    }

    /** Whether a file begins as these do, or is empty: it may be replaced by one. */
    static boolean isOneOrEmpty(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] begin = in.readNBytes(MAGIC.length);
            return begin.length == 0 || Arrays.equals(begin, MAGIC);
        }
    }

    static void write(FileChannel target, byte[] header) throws IOException {
        MessageDigest digest = sha256();
        OutputStream plain = new BufferedOutputStream(Channels.newOutputStream(target), BUFFER_BYTES);
        OutputStream out = new DigestOutputStream(plain, digest);
        out.write(MAGIC);
        out.write(ByteBuffer.allocate(8)
                .putInt(SavedChat.VERSION)
                .putInt(header.length)
                .array());
        out.write(header);
        plain.write(digest.digest());
        plain.flush();
    }

    /**
     * Opens a file whose seal is whole.
     *
     * @param file for messages
     * @param channel of the file; to be closed by the caller
     * @throws CriaException if it is none of ours, damaged, or of another version
     */
    static SealedFile open(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        ByteBuffer prefix = ByteBuffer.allocate((int) Math.min(size, PREFIX_BYTES));
        readFully(channel, prefix);
        prefix.flip();
        byte[] magic = new byte[Math.min(MAGIC.length, prefix.remaining())];
        prefix.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new CriaException(Explanation.of(
                    file + ": this is no conversation that Cria saved: it does not begin with "
                            + new String(MAGIC, StandardCharsets.US_ASCII) + ". Name a file that ",
                    SAVE.named(),
                    " wrote."));
        }
        if (size < PREFIX_BYTES + DIGEST_BYTES) {
            throw damaged(file, Count.of(size, "byte"));
        }
        int version = prefix.getInt();
        int headerBytes = prefix.getInt();
        checkDigest(file, channel, size);
        if (version < SavedChat.ONE_FILE || version > SavedChat.VERSION) {
            throw new CriaException(file + ": the conversation has version " + version + ", expected "
                    + SavedChat.VERSION + " or less. Load it with the Cria that saved it.");
        }
        if (headerBytes < 0 || headerBytes > size - PREFIX_BYTES - DIGEST_BYTES) {
            throw damaged(file, "a header of " + Count.of(headerBytes, "byte"));
        }
        byte[] header = new byte[headerBytes];
        channel.position(PREFIX_BYTES);
        readFully(channel, ByteBuffer.wrap(header));
        return new SealedFile(channel, version, header);
    }

    private static void checkDigest(Path file, FileChannel channel, long size) throws IOException {
        MessageDigest digest = sha256();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        channel.position(0);
        for (long left = size - DIGEST_BYTES; left > 0; left -= buffer.limit()) {
            buffer.clear().limit((int) Math.min(left, BUFFER_BYTES));
            readFully(channel, buffer);
            digest.update(buffer.flip());
        }
        ByteBuffer stored = ByteBuffer.allocate(DIGEST_BYTES);
        readFully(channel, stored);
        if (!MessageDigest.isEqual(stored.array(), digest.digest())) {
            throw damaged(file, "a checksum that does not match");
        }
    }

    int version() {
        return version;
    }

    byte[] header() {
        return header;
    }

    long bodyBytes() throws IOException {
        return channel.size() - PREFIX_BYTES - header.length - DIGEST_BYTES;
    }

    /** Fills a buffer with the next bytes of the body. */
    void read(ByteBuffer target) throws IOException {
        readFully(channel, target);
    }

    static CriaException damaged(Path file, String found) {
        return new CriaException(file + ": the file is damaged: found " + found
                + ". Load another one; nothing of this one was taken over.");
    }

    private static void readFully(FileChannel channel, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (channel.read(target) < 0) {
                throw new IOException("it ended early");
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
