package org.cria.model.hub;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What the hub calls files by. */
final class Oids {
    private Oids() {}

    static String sha256(byte[] bytes) {
        return hex("SHA-256", bytes);
    }

    static String git(byte[] bytes) {
        byte[] head = ("blob " + bytes.length + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] both = new byte[head.length + bytes.length];
        System.arraycopy(head, 0, both, 0, head.length);
        System.arraycopy(bytes, 0, both, head.length, bytes.length);
        return hex("SHA-1", both);
    }

    private static String hex(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
