package org.cria.model.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;

/**
 * The checksum of a file that is coming, taken behind the bytes as they come: parts come out of order, and a checksum has one. What it
 * reads was written a moment ago, so the system still has it in memory.
 */
final class RunningChecksum {
    private static final int BUFFER_BYTES = 1 << 20;

    private final PartFile part;
    private final MessageDigest digest;

    RunningChecksum(PartFile part, RepoFile file) {
        this.part = part;
        this.digest = digest(file);
    }

    private static MessageDigest digest(RepoFile file) {
        try {
            if (!file.isGitBlob()) {
                return MessageDigest.getInstance("SHA-256");
            }
            MessageDigest git = MessageDigest.getInstance("SHA-1");
            git.update(("blob " + file.bytes() + "\0").getBytes(StandardCharsets.US_ASCII));
            return git;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    /**
     * Follows the bytes to the end.
     *
     * @param stopped whether no more will come
     * @return hexadecimal digits; none where it was stopped before
     */
    String follow(BooleanSupplier stopped) throws IOException, InterruptedException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        long at = 0;
        while (at < part.size()) {
            long end = part.prefixBeyond(at);
            if (end == at && stopped.getAsBoolean()) {
                return "";
            }
            while (at < end) {
                buffer.clear().limit((int) Math.min(BUFFER_BYTES, end - at));
                int read = part.read(buffer, at);
                if (read < 0) {
                    throw new IOException("the file was made shorter by another program");
                }
                digest.update(buffer.flip());
                at += read;
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
