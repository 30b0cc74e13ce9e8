package org.cria.model.hub;

import java.util.List;

/** What a download will bring. */
public final class PullPlan {
    private final HubReference asked;
    private final RepoListing listing;
    private final FileChoice choice;
    private final long memory;
    private final long missing;

    PullPlan(HubReference asked, RepoListing listing, FileChoice choice, long memory, long missing) {
        this.asked = asked;
        this.listing = listing;
        this.choice = choice;
        this.memory = memory;
        this.missing = missing;
    }

    /** Names exactly these files. */
    public HubReference reference() {
        return choice.label();
    }

    /** How many files there are. */
    public int files() {
        return choice.files().size();
    }

    /** Bytes of all files. */
    public long bytes() {
        return choice.files().stream().mapToLong(RepoFile::bytes).sum();
    }

    /** Bytes that have to come. */
    public long missing() {
        return missing;
    }

    /** What the user should know of the choice. */
    public List<String> notes() {
        return choice.notes();
    }

    HubReference asked() {
        return asked;
    }

    RepoListing listing() {
        return listing;
    }

    FileChoice choice() {
        return choice;
    }

    long memory() {
        return memory;
    }
}
