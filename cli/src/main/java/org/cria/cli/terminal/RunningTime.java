package org.cria.cli.terminal;

import java.util.function.LongSupplier;

/** A clock that stands while this process is stopped. Read by any thread; one at a time stops it. */
public final class RunningTime implements LongSupplier {
    private static final long RUNS = Long.MIN_VALUE;

    private final LongSupplier clock;
    /** When it was stopped. */
    private long stoppedAt = RUNS;
    /** How long it stood until now, all stops together. */
    private long stood;

    /** @param clock goes on whatever happens, in nanoseconds, as {@link System#nanoTime} does */
    public RunningTime(LongSupplier clock) {
        this.clock = clock;
    }

    /** The process stops at once. */
    public synchronized void stop() {
        if (stoppedAt == RUNS) {
            stoppedAt = clock.getAsLong();
        }
    }

    /** It runs again, or did all the time. */
    public synchronized void goOn() {
        if (stoppedAt != RUNS) {
            stood += clock.getAsLong() - stoppedAt;
            stoppedAt = RUNS;
        }
    }

    /** Where threads run again before {@link #goOn} is called, they see the time of the stop. */
    @Override
    public synchronized long getAsLong() {
        return (stoppedAt == RUNS ? clock.getAsLong() : stoppedAt) - stood;
    }
}
