package org.cria.model.chat;

import java.util.Optional;
import org.cria.model.forward.Session;
import org.jspecify.annotations.Nullable;

/**
 * A conversation with the session that holds what of it was computed. The session follows: what the conversation drops at its
 * end is dropped when the next prompt comes, and where old exchanges go the rest moves up. Owns the session.
 */
public final class Branch {
    private final String name;
    private final @Nullable String parent;
    private final int forkedAfter;
    private final Conversation conversation;
    private final Session session;

    /** @param forkedAfter how many exchanges it has in common with its parent */
    public Branch(String name, @Nullable String parent, int forkedAfter, Conversation conversation, Session session) {
        this.name = name;
        this.parent = parent;
        this.forkedAfter = forkedAfter;
        this.conversation = conversation;
        this.session = session;
    }

    public String name() {
        return name;
    }

    /** The branch that it was forked from; empty for the first one. */
    public Optional<String> parent() {
        return Optional.ofNullable(parent);
    }

    /** How many exchanges it had when it was forked. */
    public int forkedAfter() {
        return forkedAfter;
    }

    public Conversation conversation() {
        return conversation;
    }

    public Session session() {
        return session;
    }

    /** How many exchanges there were, forgotten ones included. */
    public int exchanges() {
        return conversation.forgotten() + conversation.exchanges();
    }

    /** Adds a message, see {@link Conversation#ask}. */
    public ContextShift ask(String message) {
        return follow(conversation.ask(message));
    }

    /** Makes room for a reply that filled the context, see {@link Conversation#makeRoom}. */
    public ContextShift makeRoom() {
        return follow(conversation.makeRoom());
    }

    Branch fork(String fork) {
        return new Branch(fork, name, exchanges(), conversation.fork(), session.fork());
    }

    /** Where the session has not come so far, there is nothing to move: it processes the rest with the next prompt. */
    private ContextShift follow(ContextShift forgotten) {
        if (forgotten.moves() && forgotten.to() < session.length()) {
            session.splice(forgotten.from(), forgotten.to(), forgotten.seam());
        }
        return forgotten;
    }
}
