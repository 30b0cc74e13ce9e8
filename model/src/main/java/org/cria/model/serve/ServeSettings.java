package org.cria.model.serve;

import java.time.Duration;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;

/**
 * How much a scheduler takes on.
 *
 * @param slots texts that are computed at a time
 * @param waiting requests that may wait for a slot; one more is refused
 * @param pause about how long texts that come may stand still while prompts are read in between
 */
public record ServeSettings(int slots, int waiting, Duration pause) {
    /** Slots, as users call them. */
    public static final Control SLOTS = new Control("slots");

    public ServeSettings {
        if (slots < 1 || slots > 1024) {
            throw new CriaException(Explanation.outOfRange(SLOTS, slots, "1 to 1024"));
        }
        if (waiting < 0) {
            throw new CriaException(Explanation.outOfRange(new Control("queue"), waiting, "0 or more"));
        }
    }

    /** Four slots, 64 waiting requests, pauses of about half a second. */
    public static ServeSettings defaults() {
        return new ServeSettings(4, 64, Duration.ofMillis(500));
    }

    public ServeSettings withSlots(int count) {
        return new ServeSettings(count, waiting, pause);
    }

    public ServeSettings withWaiting(int requests) {
        return new ServeSettings(slots, requests, pause);
    }

    public ServeSettings withPause(Duration duration) {
        return new ServeSettings(slots, waiting, duration);
    }
}
