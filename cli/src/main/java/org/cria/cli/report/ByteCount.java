package org.cria.cli.report;

import java.util.Locale;

/** A number of bytes for people. */
public final class ByteCount {
    private ByteCount() {}

    /** For instance {@code 1.5 KiB}, {@code 93.4 MiB} or {@code 4.58 GiB}. */
    public static String text(long bytes) {
        if (bytes < 1L << 20) {
            return String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0);
        }
        return bytes < 1L << 30
                ? String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1L << 20))
                : String.format(Locale.ROOT, "%.2f GiB", bytes / (double) (1L << 30));
    }
}
