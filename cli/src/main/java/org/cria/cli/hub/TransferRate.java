package org.cria.cli.hub;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** How fast bytes have come in the last seconds. */
final class TransferRate {
    private static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, long bytes) {}

    /**
     * So many have come by now.
     *
     * @param nanos of any clock that does not go back
     */
    void add(long nanos, long bytes) {
        samples.addLast(new Sample(nanos, bytes));
        while (samples.size() > 2
                && nanos - Objects.requireNonNull(samples.peekFirst()).nanos() > WINDOW_NANOS) {
            samples.removeFirst();
        }
    }

    /** Bytes in a second; nothing before there were two moments apart. */
    Optional<Double> perSecond() {
        if (samples.isEmpty() || samples.getLast().nanos() - samples.getFirst().nanos() < 500_000_000L) {
            return Optional.empty();
        }
        return Optional.of((samples.getLast().bytes() - samples.getFirst().bytes())
                * 1e9
                / (samples.getLast().nanos() - samples.getFirst().nanos()));
    }

    /** {@code 0:09}, {@code 3:40} or {@code 1:02:03}. */
    static String time(long seconds) {
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
