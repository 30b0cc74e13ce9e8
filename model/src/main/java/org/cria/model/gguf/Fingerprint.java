package org.cria.model.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Tells models apart without reading them whole: a digest of everything before the first tensor's values, and of three samples of
 * each tensor. Fine-tuned siblings with equal headers differ in their values.
 */
final class Fingerprint {
    private static final int SAMPLE_BYTES = 256;
    private static final int CHUNK_BYTES = 1 << 16;

    private Fingerprint() {}

    /** 64 hexadecimal digits. */
    static String of(List<Shard> shards) {
        MessageDigest digest = sha256();
        for (Shard shard : shards) {
            MemorySegment bytes = shard.bytes();
            long values =
                    shard.tensors().stream().mapToLong(TensorInfo::offset).min().orElse(bytes.byteSize());
            for (long at = 0; at < values; at += CHUNK_BYTES) {
                update(digest, bytes, at, Math.min(CHUNK_BYTES, values - at));
            }
            for (TensorInfo tensor : shard.tensors()) {
                long length = Math.min(SAMPLE_BYTES, tensor.bytes());
                for (long at : new long[] {0, (tensor.bytes() - length) / 2, tensor.bytes() - length}) {
                    update(digest, bytes, tensor.offset() + at, length);
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void update(MessageDigest digest, MemorySegment bytes, long at, long length) {
        digest.update(bytes.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
