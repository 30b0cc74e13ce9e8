package org.cria.server.openai;

import java.util.ArrayList;
import java.util.List;

/**
 * What is left of a conversation that is longer than the context: the system messages, and the others from one of a user's on. It follows
 * from the messages alone, so the same request has the same answer. While a conversation grows, whole exchanges go so many at a time that
 * the rest fills half of the room: so most requests begin as the one before, and what a slot holds of that is not read again.
 *
 * @param all of the conversation
 * @param from index of the first that is left, but for system messages
 */
record Forgetting(List<Message> all, int from) {
    /** Tokens that a template writes around a message, about. */
    private static final int AROUND = 8;

    /**
     * What is left.
     *
     * @param lengths of the messages, in tokens
     * @param room in tokens
     */
    static Forgetting of(List<Message> messages, List<Integer> lengths, int room) {
        int system = 0;
        for (int i = 0; i < messages.size(); i++) {
            system += messages.get(i).isSystem() ? lengths.get(i) + AROUND : 0;
        }
        int from = 0;
        int length = system;
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i).isSystem()) {
                continue;
            }
            length += lengths.get(i) + AROUND;
            if (messages.get(i).isUser() && length > room) {
                while (length > system + (room - system) / 2 && next(messages, from) <= i) {
                    int to = next(messages, from);
                    for (; from < to; from++) {
                        length -= messages.get(from).isSystem() ? 0 : lengths.get(from) + AROUND;
                    }
                }
            }
        }
        return new Forgetting(messages, from);
    }

    /** Where the next exchange begins: at a message of the user behind one of another. */
    private static int next(List<Message> messages, int from) {
        int next = from;
        while (next < messages.size()
                && (messages.get(next).isUser() || messages.get(next).isSystem())) {
            next++;
        }
        while (next < messages.size() && !messages.get(next).isUser()) {
            next++;
        }
        return next;
    }

    /** Whether another exchange can go. */
    boolean hasMore() {
        return next(all, from) < all.size();
    }

    /** The same without another exchange. */
    Forgetting more() {
        return new Forgetting(all, next(all, from));
    }

    List<Message> messages() {
        List<Message> left = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (i >= from || all.get(i).isSystem()) {
                left.add(all.get(i));
            }
        }
        return left;
    }

    /** How many messages went. */
    int forgotten() {
        return all.size() - messages().size();
    }
}
