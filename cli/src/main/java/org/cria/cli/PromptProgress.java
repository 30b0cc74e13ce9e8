package org.cria.cli;

import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar on stderr for work that takes over a second, on a terminal only. */
final class PromptProgress implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int WIDTH = 78;

    private final String task;
    private final boolean terminal;
    private boolean started;
    private boolean closed;
    private long done;
    private long total;
    private @Nullable ProgressBar bar;

    /** @param terminal whether stderr is one */
    PromptProgress(String task, boolean terminal) {
        this.task = task;
        this.terminal = terminal;
    }

    /** Whether stderr is a terminal: the launcher knows, the JDK does not. */
    static boolean onTerminal() {
        return Boolean.getBoolean("cria.stderr.terminal");
    }

    /** Says how far the work is; the first call starts the second of patience, the last one ends the bar. */
    synchronized void show(long doneNow, long totalNow) {
        done = doneNow;
        total = totalNow;
        if (done >= total) {
            close();
        } else if (bar != null) {
            bar.stepTo(done);
        } else if (terminal && !started) {
            started = true;
            Thread.ofVirtual().start(this::openLater);
        }
    }

    private void openLater() {
        try {
            Thread.sleep(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        open();
    }

    private synchronized void open() {
        if (!closed) {
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                    .clearDisplayOnFinish()
                    .build();
            bar.stepTo(done);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
