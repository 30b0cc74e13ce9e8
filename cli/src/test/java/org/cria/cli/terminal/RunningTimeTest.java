package org.cria.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What a clock says that leaves stops out. */
final class RunningTimeTest {
    private long now = 100;
    private final RunningTime time = new RunningTime(() -> now);

    @Test
    void aStopIsNotCounted() {
        now = 130;
        time.stop();
        now = 10_000;
        assertEquals(130, time.getAsLong(), "a thread that goes on before the one that knows of the stop");
        time.goOn();
        assertEquals(130, time.getAsLong());
        now += 7;
        assertEquals(137, time.getAsLong());
        time.stop();
        now += 1_000;
        time.goOn();
        now += 3;
        assertEquals(140, time.getAsLong());
    }

    @Test
    void whoGoesOnWithoutAStopHasLostNoTime() {
        now = 200;
        time.goOn();
        assertEquals(200, time.getAsLong());
        time.stop();
        now = 300;
        time.stop();
        now = 400;
        time.goOn();
        time.goOn();
        assertEquals(200, time.getAsLong());
    }
}
