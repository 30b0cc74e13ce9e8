package org.cria.cli.hub;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.cria.cli.report.ByteCount;
import org.cria.model.hub.PullProgress;

/** How far a download is: a line that changes on a terminal, elsewhere a line now and then. */
final class DownloadBar implements PullProgress, AutoCloseable {
    private static final long ON_TERMINAL_NANOS = Duration.ofMillis(200).toNanos();
    private static final long ELSEWHERE_NANOS = Duration.ofSeconds(15).toNanos();
    private static final int WIDEST = 100;
    private static final int NARROWEST = 12;
    private static final int SHORTEST_BAR = 10;
    private static final int LONGEST_BAR = 30;

    private final PrintStream out;
    private final boolean terminal;
    private final IntSupplier width;
    private final LongSupplier clock;
    private final TransferRate rate = new TransferRate();
    private long shownAt;
    private int shown;
    private boolean started;
    private boolean waits;

    /**
     * @param terminal whether {@code out} is one
     * @param width    columns of it now
     * @param clock    in nanoseconds
     */
    DownloadBar(PrintStream out, boolean terminal, IntSupplier width, LongSupplier clock) {
        this.out = out;
        this.terminal = terminal;
        this.width = width;
        this.clock = clock;
    }

    @Override
    public synchronized void show(long done, long total) {
        long now = clock.getAsLong();
        rate.add(now, done);
        if (!started) {
            started = true;
            shownAt = now - (terminal ? ON_TERMINAL_NANOS : 0);
        }
        if (done < total && now - shownAt < (terminal ? ON_TERMINAL_NANOS : ELSEWHERE_NANOS)) {
            return;
        }
        shownAt = now;
        if (terminal) {
            draw(line(done, total, rate.perSecond(), Math.clamp(width.getAsInt() - 1, NARROWEST, WIDEST)));
        } else if (done < total) {
            out.println(text(done, total, rate.perSecond()));
        }
    }

    @Override
    public synchronized void waiting() {
        if (!waits) {
            waits = true;
            clear();
            out.println("another process downloads this; it is waited for");
        }
    }

    /** A line that ends before the last column: some terminals would go on to the next line there. */
    private void draw(String line) {
        out.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
        out.flush();
        shown = line.length();
    }

    private void clear() {
        if (shown > 0) {
            out.print("\r" + " ".repeat(shown) + "\r");
            out.flush();
            shown = 0;
        }
    }

    @Override
    public synchronized void close() {
        clear();
    }

    /** As much as there is room for, what is said first the longest. */
    static String line(long done, long total, Optional<Double> perSecond, int width) {
        String percent = String.format(Locale.ROOT, "%3d %%", percent(done, total));
        String amount = percent + "  " + ByteCount.text(done) + " of " + ByteCount.text(total);
        String all = text(done, total, perSecond);
        String best = width >= all.length() ? all : width >= amount.length() ? amount : percent;
        int bar = Math.min(LONGEST_BAR, width - all.length() - 3);
        if (bar < SHORTEST_BAR) {
            return best.substring(0, Math.min(width, best.length()));
        }
        int filled = (int) (bar * (double) done / Math.max(1, total));
        return percent + " [" + "=".repeat(filled) + (filled < bar ? ">" + " ".repeat(bar - filled - 1) : "") + "]"
                + all.substring(percent.length());
    }

    /** For instance {@code  40 %  1.52 GiB of 3.80 GiB  12.3 MiB/s  3:07 left}. */
    private static String text(long done, long total, Optional<Double> perSecond) {
        String amount = String.format(
                Locale.ROOT, "%3d %%  %s of %s", percent(done, total), ByteCount.text(done), ByteCount.text(total));
        return perSecond
                .filter(bytes -> bytes >= 1)
                .map(bytes -> amount + "  " + ByteCount.text(bytes.longValue()) + "/s  "
                        + TransferRate.time(Math.round((total - done) / bytes)) + " left")
                .orElse(amount);
    }

    private static int percent(long done, long total) {
        return (int) (100.0 * done / Math.max(1, total));
    }
}
