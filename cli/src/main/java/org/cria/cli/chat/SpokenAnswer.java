package org.cria.cli.chat;

import org.cria.model.chat.Thoughts;

/** Prints an answer while it comes: what is said as an answer, what is thought before it dimmed, or not at all. */
final class SpokenAnswer {
    private final Screen screen;
    private final Typesetting spoken;
    private final ChatSettings.Think think;
    private boolean thought;

    SpokenAnswer(Screen screen, ChatSettings.Think think) {
        this.screen = screen;
        this.spoken = new Typesetting(screen);
        this.think = think;
    }

    /** What became certain. */
    void print(Thoughts.Part part) {
        if (part.thought()) {
            thought(part.text());
        } else {
            endThought();
            screen.out().print(spoken.feed(part.text()));
        }
    }

    /** The end. */
    void finish() {
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
