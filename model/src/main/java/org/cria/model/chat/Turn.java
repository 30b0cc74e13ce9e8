package org.cria.model.chat;

/**
 * One contribution to a conversation.
 *
 * @param role who speaks
 * @param text as it was typed or generated, without any markup
 */
public record Turn(Role role, String text) {
    /** Who speaks. */
    public enum Role {
        /** Whoever set the conversation up: says how to answer. */
        SYSTEM,
        /** The person. */
        USER,
        /** The model. */
        ASSISTANT
    }

    public static Turn system(String text) {
        return new Turn(Role.SYSTEM, text);
    }

    public static Turn user(String text) {
        return new Turn(Role.USER, text);
    }

    public static Turn assistant(String text) {
        return new Turn(Role.ASSISTANT, text);
    }
}
