package org.cria.cli.chat;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.cria.cli.terminal.Interrupts;
import org.cria.cli.terminal.RunningTime;
import org.cria.cli.terminal.StandardOutput;
import org.cria.cli.terminal.Stops;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.ShutdownHooks;
import org.jspecify.annotations.Nullable;

/** The terminal that a chat is held at: editing, signals, size. */
public final class ChatTerminal implements AutoCloseable {
    private final Terminal terminal;
    private final boolean capable;
    private final Attributes found;
    private final Screen screen;
    private final RunningTime time = new RunningTime(System::nanoTime);
    private boolean closed;
    private volatile @Nullable EditedInput edited;
    /** How the terminal was set when others got it. */
    private @Nullable Attributes lent;

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
                capable,
                () -> terminal.getWidth() > 0 ? terminal.getWidth() : 80);
    }

    /** See <a href="https://no-color.org">no-color.org</a>. */
    public static boolean isColourWelcome() {
        return System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
    }

    /** Whether this process has a terminal: its input comes from there, and its output goes there. */
    @SuppressWarnings("SystemConsoleNull") // so it is where the JDK's image was made without jdk.internal.le
    public static boolean isThere() {
        Console console = System.console();
        return console != null && console.isTerminal() && !StandardOutput.isElsewhere();
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
                .type(TerminalType.of(Optional.ofNullable(System.getenv("TERM")), System.getProperty("os.name", ""))
                        .orElse(null))
                .encoding(StandardCharsets.UTF_8)
                .build();
        return new ChatTerminal(terminal, coloured, notes);
    }

    /** The time that this process has run. */
    public RunningTime time() {
        return time;
    }

    public Screen screen() {
        return screen;
    }

    /**
     * Hands what the system sends on to this terminal: through the JDK, since two that take signals from the system take them from each
     * other.
     */
    private void takeSignals() {
        for (Signal signal : List.of(Signal.INT, Signal.WINCH)) {
            Interrupts.onSignal(signal.name(), () -> terminal.raise(signal));
        }
        if (capable) {
            Stops.around(
                    () -> {
                        lend();
                        time.stop();
                    },
                    () -> {
                        time.goOn();
                        takeBack();
                    });
            terminal.handle(Signal.TSTP, _ -> Stops.stopAll()); // the reader takes Ctrl-Z for a character
        }
    }

    /** Leaves the terminal as it was found, for what is done there while this process is stopped. */
    private synchronized void lend() {
        if (closed) {
            return;
        }
        lent = terminal.getAttributes();
        if (isEditing()) {
            terminal.puts(Capability.keypad_local);
            terminal.flush();
        }
        restore();
    }

    /** Has the terminal again; a line that was being edited is drawn where the cursor is now. */
    private synchronized void takeBack() {
        if (closed) {
            return;
        }
        if (isEditing()) {
            terminal.raise(Signal.CONT);
            screen.out().print(LineReaderImpl.BRACKETED_PASTE_ON);
            screen.out().flush();
        }
        if (lent != null) {
            terminal.setAttributes(lent);
            lent = null;
        }
    }

    private boolean isEditing() {
        EditedInput input = edited;
        return input != null && input.isEditing();
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
            edited = input;
            loop.converse(input);
        } finally {
            edited = null;
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
