package org.cria.cli.chat;

import org.jspecify.annotations.Nullable;

/** What an answer goes through on its way to the screen, while it comes: styles, and breaks between words. */
final class Typesetting {
    private final @Nullable Markdown style;
    private final @Nullable WordWrap wrap;

    /** An answer on this screen. */
    Typesetting(Screen screen) {
        style = screen.styled() ? new Markdown() : null;
        wrap = screen.wraps() ? new WordWrap(screen.width()) : null;
    }

    /** Takes more of the answer, and gives what of it can be shown. */
    String feed(String text) {
        String styled = style == null ? text : style.feed(text);
        return wrap == null ? styled : wrap.feed(styled);
    }

    /** Ends the answer: gives what was held back. */
    String finish() {
        String rest = style == null ? "" : style.finish();
        return wrap == null ? rest : wrap.feed(rest) + wrap.finish();
    }
}
