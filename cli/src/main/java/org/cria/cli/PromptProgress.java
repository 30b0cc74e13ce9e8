package org.cria.cli;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar on stderr for work that takes over a second, on a terminal only. */
final class PromptProgress implements AutoCloseable {
    private static final long PATIENCE_NANOS = 1_000_000_000L;
    private static final int WIDTH = 78;

    private final String task;
    private final boolean terminal;
    private final long start = System.nanoTime();
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

    /** Shows how far the work is. */
    void show(long done, long total) {
        if (bar == null && terminal && done < total && System.nanoTime() - start > PATIENCE_NANOS) {
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                    .clearDisplayOnFinish()
                    .build();
        }
        if (bar != null) {
            bar.stepTo(done);
            if (done == total) {
                close();
            }
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
