package org.cria.cli.chat;

import java.nio.file.Path;
import java.util.Optional;
import org.cria.cli.lab.ChatKernel;
import org.cria.cli.text.TextFile;
import org.cria.kernels.CriaException;
import org.cria.model.Model;
import org.cria.model.chat.Branches;
import org.cria.model.chat.Chat;
import org.cria.model.chat.Conversation;
import org.cria.model.saved.CacheLimits;
import org.cria.model.saved.ChatFile;
import org.cria.model.saved.ChatPlace;
import org.cria.model.speculation.DraftCounts;

/**
 * A chat's state: its branches, how answers are generated, and where it is kept. For one thread, save that {@link #keepAll} may be called
 * from another while this one waits.
 */
public final class ChatState implements AutoCloseable {
    private final Model model;
    private final ChatSettings settings;
    private final Statistics statistics = new Statistics();
    private final ChatFile files;
    private final Keeping keeping;
    private final ChatKernel kernel;
    private Branches branches;
    private String attached = "";
    private boolean closed;

    /**
     * A new chat.
     *
     * @param keeping where it is kept; closed by whoever made it
     */
    public ChatState(Model model, Chat chat, ChatSettings settings, Keeping keeping) {
        this.model = model;
        this.settings = settings;
        this.keeping = keeping;
        this.files = new ChatFile(model);
        this.kernel = new ChatKernel(model);
        this.branches = new Branches(chat);
    }

    public Model model() {
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

    /** The kernel that it talks through. */
    public ChatKernel kernel() {
        return kernel;
    }

    Statistics statistics() {
        return statistics;
    }

    /** What became of the drafts of all answers; empty where nothing was drafted. */
    public Optional<DraftCounts> drafts() {
        return Optional.of(statistics.drafts()).filter(counts -> counts.passes() > 0);
    }

    public Keeping keeping() {
        return keeping;
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

    /** Saves all of it to a file, which need not be the one that it is kept in. */
    void save(Path file) {
        if (keeping.isAt(file)) {
            keepAll();
            return;
        }
        try (ChatPlace place = ChatPlace.claim(file)) {
            files.save(place, branches, settings.values(), CacheLimits.NONE);
        }
    }

    /**
     * Goes on with what a file holds; the file stays as it is, and so does the one that this chat was kept in. If it is refused, nothing
     * has changed.
     */
    synchronized void load(Path file) {
        if (keeping.isAt(file)) {
            resume();
            return;
        }
        try (ChatPlace place = ChatPlace.visit(file)) {
            ChatFile.ResumedChat loaded = files.load(place, conversation().room());
            keepAll();
            keeping.leave();
            goOnWith(loaded);
        }
    }

    /**
     * Goes on with a chat that is kept in a file, and keeps it there. If it is refused, nothing has changed.
     *
     * @return whether its latest message was not answered
     */
    synchronized boolean open(Path file) {
        ChatPlace place = ChatPlace.claim(file);
        try {
            ChatFile.ResumedChat opened = files.load(place, conversation().room());
            keepAll();
            keeping.moveTo(place);
            goOnWith(opened);
            return opened.answering();
        } catch (RuntimeException e) {
            place.close();
            throw e;
        }
    }

    /** Forgets the conversation; one that is kept by itself stays among the others, and the next message begins a new one. */
    synchronized void clear() {
        if (keeping.isByItself()) {
            keepAll();
            keeping.leave();
        }
        conversation().clear();
    }

    /**
     * Goes on with what was said where this chat is kept.
     *
     * @return whether the latest message was not answered
     */
    public synchronized boolean resume() {
        ChatFile.ResumedChat loaded =
                files.load(keeping.place().orElseThrow(), conversation().room());
        goOnWith(loaded);
        return loaded.answering();
    }

    private void goOnWith(ChatFile.ResumedChat loaded) {
        branches.close();
        branches = loaded.branches();
        settings.restore(loaded.settings());
    }

    /**
     * Begins to keep a message that is about to be answered; {@link #messageIsKept} waits for it. A failure is passed over, since the save
     * after the answer says why.
     */
    synchronized void keepMessage() {
        long start = System.nanoTime();
        try {
            keeping.saveMessage(files, branches, settings.values());
        } catch (CriaException e) {
            // It is said then.
        } finally {
            statistics.addSave(System.nanoTime() - start);
        }
    }

    /** To be called before the answer is shown. */
    void messageIsKept() {
        long start = System.nanoTime();
        keeping.await();
        statistics.addSave(System.nanoTime() - start);
    }

    /**
     * Keeps what was said.
     *
     * @param nanos that the answer took
     * @throws CriaException if it cannot be written; the chat may go on
     */
    synchronized void keep(long nanos) {
        long start = System.nanoTime();
        try {
            keeping.save(files, branches, settings.values(), nanos);
        } finally {
            statistics.addSave(System.nanoTime() - start);
        }
    }

    /** Keeps all, the cache too, before this chat is left; a process that ends may do so from another thread. */
    public synchronized void keepAll() {
        if (!closed) {
            keeping.saveAll(files, branches, settings.values());
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        branches.close();
    }
}
