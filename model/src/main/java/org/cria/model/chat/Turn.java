package org.cria.model.chat;

import java.util.Locale;

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
        ASSISTANT;

        /** As templates have it. */
        String spelling() {
            return name().toLowerCase(Locale.ROOT);
        }
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
