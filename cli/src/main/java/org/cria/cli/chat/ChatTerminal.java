package org.cria.cli.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.cria.cli.terminal.Interrupts;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.ShutdownHooks;

/** The terminal that a chat is held at: editing, signals, size. */
public final class ChatTerminal implements AutoCloseable {
    private final Terminal terminal;
    private final boolean capable;
    private final Attributes found;
    private boolean closed;
    private final Screen screen;

    /**
     * A chat at this terminal, which is closed with it.
     *
     * @param coloured whether colours are welcome
     * @param notes where what is no answer goes; empty: to the terminal too
     */
    public ChatTerminal(Terminal terminal, boolean coloured, Optional<PrintStream> notes) {
        this.terminal = terminal;
        this.found = terminal.getAttributes();
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
        // JLine would take the terminal away while the last answer is being written: we call restore() when that is
        // done.
        System.setProperty(ShutdownHooks.PROP_DISABLE_SHUTDOWN_HOOK, "true");
        Terminal terminal = TerminalBuilder.builder()
                .name("cria")
                .system(true)
                .dumb(true)
                .nativeSignals(false)
                .type(TerminalType.of(Optional.ofNullable(System.getenv("TERM")))
                        .orElse(null))
                .encoding(StandardCharsets.UTF_8)
                .build();
        return new ChatTerminal(terminal, coloured, notes);
    }

    public Screen screen() {
        return screen;
    }

    /**
     * Hands what the system sends on to this terminal: through the JDK, since two that take signals from the system take them from each
     * other.
     */
    private void takeSignals() {
        for (Signal signal : List.of(Signal.INT, Signal.WINCH, Signal.CONT)) {
            Interrupts.onSignal(signal.name(), () -> terminal.raise(signal));
        }
    }

    /** Calls {@code stop} at the process's Ctrl-C; where that returns false, the process leaves. */
    public void takeInterrupts(BooleanSupplier stop) {
        takeSignals();
        if (!onInterrupt(stop, Interrupts::leave)) {
            Interrupts.onCtrlC(stop);
        }
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

    /** Leaves the terminal as it was found, for a process that ends in the middle of something. */
    public synchronized void restore() {
        if (closed) {
            return;
        }
        if (capable) {
            screen.out().print(LineReaderImpl.BRACKETED_PASTE_OFF);
            screen.out().flush();
        }
        terminal.setAttributes(found);
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        terminal.close();
    }
}
