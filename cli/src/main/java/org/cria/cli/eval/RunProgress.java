package org.cria.cli.eval;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.cria.cli.terminal.PromptProgress;
import org.cria.kernels.Progress;

/** How far a part of a task is: a bar, and once there is something to tell it by, about how long it takes, and all that comes behind it. */
public final class RunProgress implements Progress, AutoCloseable {
    /** Before, the first passes would mislead. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String name;
    private final PromptProgress bar;
    private final double behind;
    private final BooleanSupplier ended;
    private final long start = System.nanoTime();
    private int first = -1;
    private boolean told;

    /**
     * Begins.
     *
     * @param behind how much work comes behind this part, as a multiple of it
     * @param ended whether the user has ended it
     */
    public RunProgress(String name, double behind, BooleanSupplier ended) {
        this.name = name;
        this.bar = new PromptProgress(name, PromptProgress.onTerminal());
        this.behind = behind;
        this.ended = ended;
    }

    @Override
    public boolean goOn(int done, int total) {
        first = first < 0 ? done : first;
        Duration past = Duration.ofNanos(System.nanoTime() - start);
        if (!told && done > first && past.compareTo(PATIENCE) > 0) {
            told = true;
            double each = past.toNanos() / (double) (done - first);
            String all = behind == 0
                    ? ""
                    : ", " + words(each * (total - done + behind * total)) + " for all that is to be done";
            bar.say(name + ": " + words(each * (total - done)) + " to go" + all);
        }
        bar.show(done, total);
        return isWanted();
    }

    @Override
    public boolean isWanted() {
        return !ended.getAsBoolean();
    }

    private static String words(double nanos) {
        long minutes = Math.round(nanos / Duration.ofMinutes(1).toNanos());
        return minutes == 0
                ? "a minute or less"
                : "about " + (minutes < 120 ? minutes + " min" : Math.round(minutes / 60.0) + " h");
    }

    @Override
    public void close() {
        bar.close();
    }
}
