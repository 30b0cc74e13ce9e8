package org.cria.testmodels.hub;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** The files of a repository, and what the hub tells of them. */
final class HubContent {
    private static final int LARGE = 4096;

    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, Long> claims = new TreeMap<>();
    private String commit = "";

    synchronized void put(String path, byte[] bytes) {
        files.put(path, bytes.clone());
        StringBuilder all = new StringBuilder();
        files.forEach((name, content) -> all.append(name).append(oid(content)));
        commit = sha("SHA-1", all.toString().getBytes(StandardCharsets.UTF_8));
    }

    synchronized void claim(String path, long bytes) {
        claims.put(path, bytes);
    }

    synchronized String commit() {
        return commit;
    }

    synchronized byte[] bytes(String path) {
        byte[] found = files.get(path);
        return found == null ? new byte[0] : found;
    }

    synchronized boolean has(String path) {
        return files.containsKey(path);
    }

    static boolean isLarge(byte[] bytes) {
        return bytes.length > LARGE;
    }

    /** As the hub calls a file: SHA-256 of a large one, Git's name of a small one. */
    static String oid(byte[] bytes) {
        return isLarge(bytes) ? sha("SHA-256", bytes) : git(bytes);
    }

    private static String git(byte[] bytes) {
        byte[] head = ("blob " + bytes.length + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] both = new byte[head.length + bytes.length];
        System.arraycopy(head, 0, both, 0, head.length);
        System.arraycopy(bytes, 0, both, head.length, bytes.length);
        return sha("SHA-1", both);
    }

    private static String sha(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A page of the list of files, as JSON. */
    synchronized String tree(int from, int most) {
        StringBuilder json = new StringBuilder(
                "[{\"type\":\"directory\",\"oid\":\"" + commit + "\",\"size\":0,\"path\":\"folder\"}");
        files.entrySet().stream()
                .skip(from)
                .limit(most)
                .forEach(file -> json.append(entry(file.getKey(), file.getValue())));
        return json.append(']').toString();
    }

    private String entry(String path, byte[] bytes) {
        long size = claims.getOrDefault(path, (long) bytes.length);
        String lfs = isLarge(bytes)
                ? ",\"lfs\":{\"oid\":\"" + oid(bytes) + "\",\"size\":" + size + ",\"pointerSize\":134}"
                : "";
        return ",{\"type\":\"file\",\"oid\":\"" + git(bytes) + "\",\"size\":" + size + lfs + ",\"path\":\""
                + path.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
    }

    synchronized int count() {
        return files.size();
    }
}
