package org.cria.model.chat;

import org.cria.model.generation.GenerationSettings;
import org.jspecify.annotations.Nullable;

/**
 * How to begin a chat.
 *
 * @param template how the model wants turns to be written; null is the one in its file
 * @param system the system text; empty for none, or the template's own
 * @param predict the most tokens that answers will have, or {@link GenerationSettings#UNLIMITED}: room is kept for them
 * @param forgets whether the oldest exchanges go when the context is full; else answers end there, and messages are refused
 */
public record ChatOptions(@Nullable ChatTemplate template, String system, int predict, boolean forgets) {
    /** The template of the model's file, no system text, answers of any length, endless. */
    public static ChatOptions defaults() {
        return new ChatOptions(null, "", GenerationSettings.UNLIMITED, true);
    }

    public ChatOptions withTemplate(@Nullable ChatTemplate other) {
        return new ChatOptions(other, system, predict, forgets);
    }

    public ChatOptions withSystem(String text) {
        return new ChatOptions(template, text, predict, forgets);
    }

    public ChatOptions withPredict(int tokens) {
        return new ChatOptions(template, system, tokens, forgets);
    }

    public ChatOptions withForgets(boolean whether) {
        return new ChatOptions(template, system, predict, whether);
    }
}
