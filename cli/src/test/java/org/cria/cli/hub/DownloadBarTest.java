package org.cria.cli.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The bar says how far, how fast and how long, in as much room as there is. */
class DownloadBarTest {
    private static final long GIB = 1L << 30;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong();

    private DownloadBar bar(boolean terminal, int width) {
        return new DownloadBar(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal, () -> width, nanos::get);
    }

    @Test
    void aLineHasWhatThereIsRoomFor() {
        assertEquals(
                " 25 % [=====>                 ]  1.00 GiB of 4.00 GiB  10.0 MiB/s  5:07 left",
                DownloadBar.line(GIB, 4 * GIB, Optional.of(10.0 * (1 << 20)), 76));
        assertEquals(
                " 25 %  1.00 GiB of 4.00 GiB  10.0 MiB/s  5:07 left",
                DownloadBar.line(GIB, 4 * GIB, Optional.of(10.0 * (1 << 20)), 60));
        assertEquals(" 25 %  1.00 GiB of 4.00 GiB", DownloadBar.line(GIB, 4 * GIB, Optional.of(10.0 * (1 << 20)), 40));
        assertEquals(" 25 %", DownloadBar.line(GIB, 4 * GIB, Optional.empty(), 12));
        for (int width = 12; width <= 100; width++) {
            assertTrue(
                    DownloadBar.line(3 * GIB, 4 * GIB, Optional.of(1e6), width).length() <= width);
        }
    }

    @Test
    void theRateIsThatOfTheLastSecondsAndOfWhatCame() {
        TransferRate rate = new TransferRate();
        rate.add(0, 5_000_000);
        assertEquals(Optional.empty(), rate.perSecond());
        for (int second = 1; second <= 60; second++) {
            rate.add(second * 1_000_000_000L, 5_000_000 + second * (second < 40 ? 1000L : 2000L));
        }
        assertEquals(2000, rate.perSecond().orElseThrow(), 1);
        assertEquals("0:09", TransferRate.time(9));
        assertEquals("1:02:03", TransferRate.time(3723));
    }

    @Test
    void onATerminalOneLineChangesAndIsGoneAtTheEnd() {
        try (DownloadBar bar = bar(true, 80)) {
            for (int i = 0; i <= 10; i++) {
                nanos.addAndGet(300_000_000L);
                bar.show(i * GIB, 10 * GIB);
            }
            bar.waiting();
            bar.waiting();
        }
        String shown = bytes.toString(StandardCharsets.UTF_8);
        assertEquals(
                1,
                shown.lines().filter(line -> line.contains("another process")).count());
        assertTrue(shown.contains("\r 50 % ["), shown);
        assertEquals(1, shown.chars().filter(c -> c == '\n').count(), shown);
    }

    @Test
    void elsewhereALineComesNowAndThen() {
        try (DownloadBar bar = bar(false, 0)) {
            for (int second = 0; second <= 40; second++) {
                nanos.set(second * 1_000_000_000L);
                bar.show((second * 10L) << 20, 400L << 20);
            }
        }
        assertEquals("""
                 37 %  150.0 MiB of 400.0 MiB  10.0 MiB/s  0:25 left
                 75 %  300.0 MiB of 400.0 MiB  10.0 MiB/s  0:10 left
                """, bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n"));
    }
}
