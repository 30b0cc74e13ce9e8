package org.cria.cli.chat;

import java.io.BufferedReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Lines as they come, without editing: for a terminal that can do nothing but show them, which edits them itself. */
public final class PlainInput implements Input {
    private final BufferedReader in;
    private final Screen screen;

    public PlainInput(BufferedReader in, Screen screen) {
        this.in = in;
        this.screen = screen;
    }

    @Override
    public Typed next() throws IOException {
        String text = line("> ");
        while (text != null && Quotes.isOpen(text)) {
            String more = line("… ");
            if (more == null) {
                return new Typed.Text(text + "\n\"\"\""); // the input ended inside: what there is counts
            }
            text = text + "\n" + more;
        }
        if (text == null) {
            screen.show("");
            return new Typed.End();
        }
        return new Typed.Text(text);
    }

    private @Nullable String line(String prompt) throws IOException {
        screen.notes().print(prompt);
        screen.notes().flush();
        return in.readLine();
    }
}
