package org.cria.model.hub;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ends what is under way, from any thread: threads that wait for bytes, and pauses between tries. */
final class Halt {
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Set<Registration> registrations = ConcurrentHashMap.newKeySet();

    /** Something that ends when all is to. */
    final class Registration implements AutoCloseable {
        private final Runnable end;

        private Registration(Runnable end) {
            this.end = end;
        }

        @Override
        public void close() {
            registrations.remove(this);
        }
    }

    void stop() {
        stopped.countDown();
        registrations.forEach(registration -> registration.end.run());
    }

    boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Has something called when all is to end; at once where that was so already. */
    Registration onStop(Runnable end) {
        Registration registration = new Registration(end);
        registrations.add(registration);
        if (isStopped()) {
            end.run();
        }
        return registration;
    }

    /** Waits. Returns whether nobody stopped it. */
    boolean sleep(Duration pause) {
        try {
            return !stopped.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** @throws StoppedException if it was stopped */
    void check(HubReference reference) {
        if (isStopped()) {
            throw new StoppedException(
                    reference.text() + ": stopped. What has come is kept; the same download goes on from there.");
        }
    }
}
