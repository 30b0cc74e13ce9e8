package org.cria.cli.chat;

import java.util.Optional;
import org.cria.model.chat.Thoughts;
import org.cria.model.tool.CallReader;
import org.cria.model.tool.Tools;

/**
 * Prints an answer while it comes: what is said as an answer, what is thought before it dimmed, or not at all. Calls of tools are no part of
 * it.
 */
final class SpokenAnswer {
    private final Screen screen;
    private final Typesetting spoken;
    private final ChatSettings.Think think;
    private final CallReader calls;
    private boolean thought;

    SpokenAnswer(Screen screen, ChatSettings.Think think, Optional<Tools> tools) {
        this.screen = screen;
        this.spoken = new Typesetting(screen);
        this.think = think;
        this.calls = new CallReader(tools, this::say);
    }

    /** What became certain. */
    void print(Thoughts.Part part) {
        if (part.thought()) {
            thought(part.text());
        } else {
            endThought();
            calls.feed(part.text());
        }
    }

    private void say(String text) {
        screen.out().print(spoken.feed(text));
    }

    /** Takes note of a token that prints nothing: it may begin a call. */
    void mark(String piece) {
        calls.mark(piece);
    }

    /** The end. */
    void finish() {
        calls.finish();
        screen.out().print(spoken.finish());
    }

    /** Thoughts are no answer: where answers go elsewhere, thoughts are a note. */
    private void thought(String text) {
        if (think == ChatSettings.Think.HIDE) {
            if (!thought) {
                screen.note("[ It thinks: /set think on shows it. ]");
            }
        } else if (screen.styled()) {
            screen.out().print(Style.DIM.on(text));
        } else {
            screen.notes().print(text);
            screen.notes().flush();
        }
        thought = true;
    }

    private void endThought() {
        if (thought && think != ChatSettings.Think.HIDE) {
            if (screen.styled()) {
                screen.out().print("\n\n");
            } else {
                screen.notes().println();
            }
        }
        thought = false;
    }
}
