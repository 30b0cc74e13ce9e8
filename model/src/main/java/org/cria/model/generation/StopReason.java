package org.cria.model.generation;

import java.util.Locale;

/** Why a generation ended. */
public enum StopReason {
    /** The model ended the text. */
    EOS,
    /** As many tokens as asked for. */
    LIMIT,
    /** A stop string was met. */
    STOP,
    /** The context is full. */
    CONTEXT,
    /** It was cancelled. */
    CANCELLED;

    /** As it is written in JSON. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
