package org.cria.cli.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;

/** The terminal that a chat is held at: editing, signals, size. */
public final class ChatTerminal implements AutoCloseable {
    private final Terminal terminal;
    private final boolean capable;
    private final Screen screen;

    /**
     * A chat at this terminal, which is closed with it.
     *
     * @param coloured whether colours are welcome
     * @param notes where what is no answer goes; empty: to the terminal too
     */
    public ChatTerminal(Terminal terminal, boolean coloured, Optional<PrintStream> notes) {
        this.terminal = terminal;
        PrintStream out = new PrintStream(terminal.output(), false, StandardCharsets.UTF_8);
        this.capable = !terminal.getType().startsWith(Terminal.TYPE_DUMB);
        this.screen = new Screen(
                out,
                notes.orElse(out),
                coloured && capable && notes.isEmpty(),
                notes.isEmpty(),
                () -> terminal.getWidth() > 0 ? terminal.getWidth() : 80);
    }

    /** The terminal of this process. */
    public static ChatTerminal ofProcess(boolean coloured, Optional<PrintStream> notes) throws IOException {
        Terminal terminal = TerminalBuilder.builder()
                .name("cria")
                .system(true)
                .dumb(true)
                .encoding(StandardCharsets.UTF_8)
                .build();
        return new ChatTerminal(terminal, coloured, notes);
    }

    public Screen screen() {
        return screen;
    }

    /**
     * Calls {@code stop} at Ctrl-C while no line is being edited, and {@code leave} where it returns false.
     *
     * @return false if this terminal passes no Ctrl-C on, but leaves it to the process
     */
    public boolean onInterrupt(BooleanSupplier stop, Runnable leave) {
        if (!capable) {
            return false;
        }
        terminal.handle(Signal.INT, _ -> {
            if (!stop.getAsBoolean()) {
                leave.run();
            }
        });
        return true;
    }

    /** Has the loop's messages typed here. A terminal that can do nothing edits lines itself. */
    public void converse(ChatLoop loop, ChatCompleter completer, Optional<Path> history) throws IOException {
        if (!capable) {
            loop.converse(new PlainInput(new BufferedReader(terminal.reader()), screen));
            return;
        }
        try (EditedInput input = new EditedInput(terminal, completer, history.orElse(null), screen.styled())) {
            loop.converse(input);
        }
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }
}
