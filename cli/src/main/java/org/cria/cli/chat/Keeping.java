package org.cria.cli.chat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.cria.model.chat.Branches;
import org.cria.model.saved.CacheLimits;
import org.cria.model.saved.ChatFile;
import org.cria.model.saved.ChatPlace;
import org.jspecify.annotations.Nullable;

/** Where a chat is kept, if anywhere. Nobody else can keep one there meanwhile. */
public final class Keeping implements AutoCloseable {
    /** Of the time that an answer took, the part that saving its cache may take: what was said takes about as long again. */
    private static final int CACHE_SHARE = 40;

    private @Nullable ChatPlace place;

    private Keeping(@Nullable ChatPlace place) {
        this.place = place;
    }

    /** A chat that is gone when it ends. */
    public static Keeping nowhere() {
        return new Keeping(null);
    }

    /** A chat that is kept in a place, which is closed with this. */
    public static Keeping in(ChatPlace place) {
        return new Keeping(place);
    }

    /** The place; empty where there is none, or none yet. */
    Optional<ChatPlace> place() {
        return Optional.ofNullable(place);
    }

    /** The file; empty as the place is. */
    public Optional<Path> file() {
        return place().map(ChatPlace::file);
    }

    /** Whether there is a conversation to go on with. */
    public boolean resumes() {
        return place != null && place.isTaken();
    }

    /** Lets go of the place, which stays as it is. */
    void leave() {
        if (place != null) {
            place.close();
            place = null;
        }
    }

    /**
     * Saves the chat.
     *
     * @param answering whether the latest message is yet to be answered
     * @param nanos that its answer took
     */
    void save(ChatFile files, Branches branches, boolean answering, Map<String, String> settings, long nanos) {
        if (place != null) {
            files.save(place, branches, answering, settings, CacheLimits.NONE.within(nanos / CACHE_SHARE));
        }
    }

    /** Saves the chat with all of its cache. */
    void saveAll(ChatFile files, Branches branches, Map<String, String> settings) {
        if (place != null) {
            files.save(place, branches, false, settings, CacheLimits.NONE);
        }
    }

    @Override
    public void close() {
        leave();
    }
}
