package org.cria.cli.chat;

import java.nio.file.Path;
import java.util.Optional;
import org.cria.cli.text.TextFile;
import org.cria.model.Model;
import org.cria.model.chat.Branches;
import org.cria.model.chat.Chat;
import org.cria.model.chat.Conversation;
import org.cria.model.saved.ChatFile;
import org.jspecify.annotations.Nullable;

/**
 * A chat's state: its branches, how answers are generated, and the file that it is kept in. For one thread, save that {@link #keep}
 * may be called from another while this one waits.
 */
public final class ChatState implements AutoCloseable {
    private final Model model;
    private final ChatSettings settings;
    private final Statistics statistics = new Statistics();
    private final ChatFile files;
    private final @Nullable Path kept;
    private Branches branches;
    private String attached = "";
    private boolean closed;

    /**
     * A new chat.
     *
     * @param kept where {@link #keep} saves it; null where it is not kept
     */
    public ChatState(Model model, Chat chat, ChatSettings settings, @Nullable Path kept) {
        this.model = model;
        this.settings = settings;
        this.kept = kept;
        this.files = new ChatFile(model);
        this.branches = new Branches(chat);
    }

    Model model() {
        return model;
    }

    public Branches branches() {
        return branches;
    }

    /** The branch that goes on. */
    Chat chat() {
        return branches.current().chat();
    }

    public Conversation conversation() {
        return chat().conversation();
    }

    public ChatSettings settings() {
        return settings;
    }

    Statistics statistics() {
        return statistics;
    }

    /** The file that this chat is kept in. */
    public Optional<Path> kept() {
        return Optional.ofNullable(kept);
    }

    /** Reads a text that goes before the next message. Returns how many characters it has. */
    int attach(Path file) {
        String text = TextFile.read(file);
        attached += text.stripTrailing() + "\n\n";
        return text.length();
    }

    /** The message with what was attached to it. */
    String withAttached(String message) {
        return attached + message;
    }

    /** Forgets what was attached. */
    void detach() {
        attached = "";
    }

    void save(Path file) {
        files.save(file, branches, settings.values());
    }

    /** Goes on with the conversation of a file; if it is refused, nothing has changed. */
    public void load(Path file) {
        ChatFile.ResumedChat contents = files.load(file, conversation().room());
        branches.close();
        branches = contents.branches();
        settings.restore(contents.settings());
    }

    /** Saves the chat where it is kept, if it is; a process that ends may do so from another thread. */
    public synchronized void keep() {
        if (kept != null && !closed) {
            save(kept);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        branches.close();
    }
}
