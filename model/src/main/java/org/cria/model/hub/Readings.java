package org.cria.model.hub;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Bodies that are being read, so that one that falls silent can be closed: the JDK's client waits for ever. */
final class Readings {
    private final Set<Reading> open = ConcurrentHashMap.newKeySet();

    /** One of them. */
    final class Reading implements AutoCloseable {
        private final InputStream body;
        private volatile long last = System.nanoTime();

        private Reading(InputStream body) {
            this.body = body;
        }

        /** Something came. */
        void came() {
            last = System.nanoTime();
        }

        private void end() {
            try {
                body.close();
            } catch (IOException e) {
                // whoever reads it hears of it
            }
        }

        @Override
        public void close() {
            open.remove(this);
        }
    }

    Reading begin(InputStream body) {
        Reading reading = new Reading(body);
        open.add(reading);
        return reading;
    }

    void closeSilent(Duration patience) {
        long now = System.nanoTime();
        open.stream().filter(reading -> now - reading.last > patience.toNanos()).forEach(Reading::end);
    }

    void closeAll() {
        open.forEach(Reading::end);
    }
}
