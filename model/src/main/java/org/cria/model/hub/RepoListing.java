package org.cria.model.hub;

import java.util.List;

/**
 * The files of a repository at one commit.
 *
 * @param commit 40 hexadecimal digits
 */
record RepoListing(String commit, List<RepoFile> files) {
    RepoListing {
        files = List.copyOf(files);
    }
}
