package org.cria.model.hub;

/**
 * A file of a repository.
 *
 * @param path  in the repository, parts with {@code /} between them; never leads out of it
 * @param bytes its size
 * @param oid   what it is called by: the SHA-256 of a large one, the SHA-1 that Git gives a small one, in hexadecimal digits; empty
 *              where it lies on this machine and nobody knows any more
 */
record RepoFile(String path, long bytes, String oid) {
    private static final int SHA1_DIGITS = 40;

    /** Whether this is the name that Git gives a small file, rather than a plain checksum of a large one. */
    boolean isGitBlob() {
        return oid.length() == SHA1_DIGITS;
    }

    /** The last part of the path. */
    String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
