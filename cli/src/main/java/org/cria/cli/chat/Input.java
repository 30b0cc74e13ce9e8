package org.cria.cli.chat;

import java.io.IOException;

/** Where a chat's messages come from. */
public sealed interface Input permits PlainInput, EditedInput {
    /** What somebody did at the prompt. */
    sealed interface Typed {
        /** A message or a command; it may have several lines. */
        record Text(String text) implements Typed {}

        /**
         * Ctrl-C.
         *
         * @param discards whether something was typed that is gone with it
         */
        record Interrupt(boolean discards) implements Typed {}

        /** Ctrl-D, or the end of the input. */
        record End() implements Typed {}
    }

    /** Waits for the next one. */
    Typed next() throws IOException;
}
