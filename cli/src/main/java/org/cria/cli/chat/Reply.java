package org.cria.cli.chat;

import org.cria.model.tokenizer.TextStream;
import org.jspecify.annotations.Nullable;

/** An answer on its way to the screen: characters become whole, the space before it goes, and marks get their style. */
final class Reply {
    private final TextStream text;
    private final @Nullable Markdown style;
    private boolean begun;

    /** @param style none where the screen has none */
    Reply(TextStream text, @Nullable Markdown style) {
        this.text = text;
        this.style = style;
    }

    /** What a token adds to the screen; empty while a character is not whole. */
    String feed(int token) {
        return shown(text.feed(token));
    }

    /** What is left at the end. */
    String finish() {
        String rest = shown(text.finish());
        return style == null || !begun ? rest : rest + style.finish();
    }

    /** An answer's first piece often begins with a space, which is no part of what is said. */
    private String shown(String fresh) {
        String visible = begun ? fresh : fresh.stripLeading();
        begun |= !visible.isEmpty();
        return style == null ? visible : style.feed(visible);
    }
}
