package org.cria.cli.chat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.model.chat.Branches;
import org.cria.model.chat.Transcript;
import org.cria.model.saved.CacheLimits;
import org.cria.model.saved.ChatFile;
import org.cria.model.saved.ChatPlace;
import org.jspecify.annotations.Nullable;

/**
 * Where a chat is kept, if anywhere: in a place that was chosen, or else in one among the chats that are kept by themselves, from its
 * first message on. Nobody else can keep one there meanwhile.
 */
public final class Keeping implements AutoCloseable {
    /** Of the time that an answer took, the part that saving its cache may take: what was said takes about as long again. */
    private static final int CACHE_SHARE = 40;

    private final @Nullable ChatFolder folder;
    private @Nullable ChatPlace place;

    private Keeping(@Nullable ChatFolder folder, @Nullable ChatPlace place) {
        this.folder = folder;
        this.place = place;
    }

    /** A chat that is gone when it ends. */
    public static Keeping nowhere() {
        return new Keeping(null, null);
    }

    /** A chat that is kept in a place, which is closed with this. */
    public static Keeping in(ChatPlace place) {
        return new Keeping(null, place);
    }

    /** A chat that is kept by itself. */
    public static Keeping among(ChatFolder folder) {
        return new Keeping(folder, null);
    }

    /** The same with a place to begin with. */
    Keeping with(ChatPlace beginning) {
        return new Keeping(folder, beginning);
    }

    /** The chats that are kept by themselves; empty where they are not. */
    Optional<ChatFolder> folder() {
        return Optional.ofNullable(folder);
    }

    /** The place; empty where there is none, or none yet. */
    Optional<ChatPlace> place() {
        return Optional.ofNullable(place);
    }

    /** The file; empty as the place is. */
    public Optional<Path> file() {
        return place().map(ChatPlace::file);
    }

    /** What the chat is called: its name among those that are kept by themselves, else its file. */
    String title() {
        return file().flatMap(this::name)
                .orElseGet(() -> file().map(Path::toString).orElse("kept nowhere"));
    }

    private Optional<String> name(Path file) {
        return folder().flatMap(chats -> chats.name(file));
    }

    /** Whether the chat is one of those that are kept by themselves. */
    boolean isByItself() {
        return file().flatMap(this::name).isPresent();
    }

    /** Whether this is the place of the chat. */
    boolean isAt(Path file) {
        return place != null && place.isAt(file);
    }

    /** Whether there is a conversation to go on with. */
    public boolean resumes() {
        return place != null && place.isTaken();
    }

    /** Lets go of the place, which stays as it is; what is said next is kept by itself, if chats are. */
    void leave() {
        if (place != null) {
            place.close();
            place = null;
        }
    }

    /** Lets go of the place for another one. */
    void moveTo(ChatPlace other) {
        leave();
        place = other;
    }

    /** Begins to save the chat while its latest message is answered. */
    void saveMessage(ChatFile files, Branches branches, Map<String, String> settings) {
        begin(branches);
        if (place != null) {
            files.begin(place, branches, settings);
        }
    }

    /** Waits until the message is saved. */
    void await() {
        if (place != null) {
            place.await();
        }
    }

    /**
     * Saves the chat.
     *
     * @param nanos that the latest answer took
     */
    void save(ChatFile files, Branches branches, Map<String, String> settings, long nanos) {
        begin(branches);
        if (place != null) {
            files.save(place, branches, settings, limits().within(nanos / CACHE_SHARE));
        }
    }

    /** Saves the chat with all of its cache. */
    void saveAll(ChatFile files, Branches branches, Map<String, String> settings) {
        begin(branches);
        if (place != null) {
            files.save(place, branches, settings, limits());
            if (folder != null) {
                folder.prune(place.file());
            }
        }
    }

    private CacheLimits limits() {
        return folder != null && isByItself() ? folder.limits() : CacheLimits.NONE;
    }

    private void begin(Branches branches) {
        List<Transcript.Round> said =
                branches.current().chat().conversation().transcript().exchanges();
        if (folder != null && place == null && !said.isEmpty()) {
            place = folder.begin(said.getFirst().message());
            folder.prune(place.file());
        }
    }

    @Override
    public void close() {
        leave();
    }
}
