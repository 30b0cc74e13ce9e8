package org.cria.cli.chat;

import java.io.PrintStream;
import java.util.function.IntSupplier;

/**
 * Where a chat is shown.
 *
 * @param out where answers go
 * @param notes where everything else goes
 * @param styled whether answers are coloured, and notes dimmed
 * @param progress whether a bar may be drawn among the notes
 * @param wraps whether lines are broken between words, since the window would break them anywhere
 * @param width columns now
 */
public record Screen(
        PrintStream out, PrintStream notes, boolean styled, boolean progress, boolean wraps, IntSupplier width) {
    private static final int USUAL_WIDTH = 80;

    /** Two streams without any styling. */
    public static Screen plain(PrintStream out, PrintStream notes, boolean progress) {
        return new Screen(out, notes, false, progress, false, () -> USUAL_WIDTH);
    }

    /** Says something that is no answer. */
    void note(String text) {
        notes.println(styled ? Style.DIM.on(wrapped(text)) : wrapped(text));
        notes.flush();
    }

    /** Says what went wrong. */
    void complain(String text) {
        String whole = wrapped("cria: " + text);
        notes.println(styled ? Style.WRONG.on(whole) : whole);
        notes.flush();
    }

    /** Notes that go elsewhere are no window's. */
    private String wrapped(String text) {
        return wraps && progress ? WordWrap.of(text, width.getAsInt()) : text;
    }

    /** Prints something to be read at length. */
    void show(String text) {
        notes.println(text);
        notes.flush();
    }
}
