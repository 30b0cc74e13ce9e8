package org.cria.model.chat;

/**
 * A chat among others that began as one. Owns the chat.
 *
 * @param parent name of the branch that it was forked from; empty for the first one
 * @param forkedAfter how many exchanges it had then
 */
public record Branch(String name, String parent, int forkedAfter, Chat chat) {
    /** How many exchanges there were, forgotten ones included. */
    public int exchanges() {
        return chat.conversation().forgotten() + chat.conversation().exchanges();
    }

    Branch fork(String fork) {
        return new Branch(fork, name, exchanges(), chat.fork());
    }
}
