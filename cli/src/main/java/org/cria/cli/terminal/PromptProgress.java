package org.cria.cli.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.cria.kernels.Progress;

/** A bar for work that takes over a second, on a terminal only. It needs no escape sequence, so that any terminal shows it. */
public final class PromptProgress implements Progress, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int WIDEST = 78;
    private static final int NARROWEST = 10;

    private final String task;
    private final boolean terminal;
    private final PrintStream out;
    private final IntSupplier width;
    private boolean started;
    private boolean open;
    private boolean closed;
    private long done;
    private long total;
    private int shown;

    /** @param terminal whether stderr is one */
    public PromptProgress(String task, boolean terminal) {
        this(task, terminal, System.err, () -> WIDEST);
    }

    /**
     * A bar somewhere else.
     *
     * @param terminal whether {@code out} is one
     * @param width columns of it now
     */
    public PromptProgress(String task, boolean terminal, PrintStream out, IntSupplier width) {
        this.task = task;
        this.terminal = terminal;
        this.out = out;
        this.width = width;
    }

    /** Whether stderr is a terminal: the launcher knows, the JDK does not. */
    public static boolean onTerminal() {
        return Boolean.getBoolean("cria.stderr.terminal");
    }

    /** Says how far the work is; the first call starts the second of patience, the last one ends the bar. */
    public synchronized void show(long doneNow, long totalNow) {
        done = doneNow;
        total = totalNow;
        if (done >= total) {
            close();
        } else if (open) {
            draw();
        } else if (terminal && !started) {
            started = true;
            Thread.ofVirtual().start(this::openLater);
        }
    }

    @Override
    public boolean goOn(int doneNow, int totalNow) {
        show(doneNow, totalNow);
        return true;
    }

    /** Prints a line of its own, above the bar where there is one. */
    public synchronized void say(String line) {
        if (open) {
            out.print("\r" + " ".repeat(shown) + "\r");
        }
        out.println(line);
        if (open) {
            draw();
        }
    }

    private void openLater() {
        try {
            Thread.sleep(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        synchronized (this) {
            if (!closed) {
                open = true;
                draw();
            }
        }
    }

    /** A line that ends before the last column: some terminals would go on to the next line there. */
    private void draw() {
        String line = line(task, done, total, Math.clamp(width.getAsInt() - 1, NARROWEST, WIDEST));
        out.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
        out.flush();
        shown = line.length();
    }

    /** For instance {@code reading prompt  40 % [========>            ] 51 of 128}. */
    static String line(String task, long done, long total, int width) {
        String head = String.format("%s %3d %% ", task, 100 * done / Math.max(1, total));
        String tail = " " + done + " of " + total;
        int bar = width - head.length() - tail.length() - 2;
        if (bar < 3) {
            return (head + tail.strip())
                    .substring(0, Math.min(width, head.length() + tail.strip().length()));
        }
        int filled = (int) (bar * done / Math.max(1, total));
        return head + "[" + "=".repeat(filled) + (filled < bar ? ">" + " ".repeat(bar - filled - 1) : "") + "]" + tail;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (open) {
            open = false;
            out.print("\r" + " ".repeat(shown) + "\r");
            out.flush();
        }
    }
}
