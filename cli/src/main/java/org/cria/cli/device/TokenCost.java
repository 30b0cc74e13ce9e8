package org.cria.cli.device;

import java.util.Locale;

/**
 * What a device takes for a token, as far as bytes and launches tell: every weight is read once, and every launch has a cost of its own,
 * which on GPUs can be most of it.
 *
 * @param gigabytesPerSecond of weights that are multiplied, in 10⁹ bytes per second
 * @param launchNanos of a launch that does nothing; 0 where nothing is launched
 */
record TokenCost(double gigabytesPerSecond, double launchNanos) {
    /** The token that devices are compared by is one of a model of 1.1 billion weights in Q8_0: 22 layers of five launches and three more. */
    private static final double BYTES = 1.17e9;

    private static final int LAUNCHES = 22 * 5 + 3;

    double nanos() {
        return BYTES / gigabytesPerSecond + LAUNCHES * launchNanos;
    }

    /** For people. */
    String text() {
        return launchNanos == 0
                ? String.format(Locale.ROOT, "%.1f GB/s", gigabytesPerSecond)
                : String.format(
                        Locale.ROOT,
                        "%.1f GB/s and %.0f µs a launch, %.1f ms for a token of 1.2 GB",
                        gigabytesPerSecond,
                        launchNanos / 1e3,
                        nanos() / 1e6);
    }
}
