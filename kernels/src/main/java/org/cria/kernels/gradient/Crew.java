package org.cria.kernels.gradient;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Threads that do portions of one piece of work after the other. The calling thread is one of them. */
final class Crew implements AutoCloseable {
    /** Waits shorter than this many spins are cheaper than giving the processor away, to each thread that has one. */
    private static final int SPINS = 5_000;

    private static final long PARK_NANOS = 20_000;

    private record Work(int portions, Portion portion, AtomicInteger next, AtomicInteger left) {}

    private final int spins;
    private final Thread[] threads;
    private final Desk desk = new Desk();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile @Nullable Work work;
    private volatile boolean closed;

    /** @param count at least 1, the caller included */
    Crew(int count) {
        this.spins = count > Runtime.getRuntime().availableProcessors() ? 0 : SPINS;
        this.threads = new Thread[count - 1];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofPlatform()
                    .daemon()
                    .name("cria-gradient-" + (i + 1))
                    .start(this::serve);
        }
    }

    /** Returns when all portions are done. One caller at a time. */
    void run(int portions, Portion portion) {
        if (threads.length == 0 || portions < 2) {
            for (int number = 0; number < portions; number++) {
                portion.run(number, desk);
            }
            return;
        }
        Work next = new Work(portions, portion, new AtomicInteger(), new AtomicInteger(portions));
        work = next;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        take(next, desk);
        for (int waits = 0; next.left.get() > 0; waits++) {
            if (waits < spins) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(this, PARK_NANOS);
            }
        }
        work = null;
        Throwable thrown = failure.getAndSet(null);
        if (thrown != null) {
            throw new IllegalStateException("a step of the pass failed", thrown);
        }
    }

    private void take(Work current, Desk own) {
        for (int number; (number = current.next.getAndIncrement()) < current.portions; ) {
            try {
                if (failure.get() == null) {
                    current.portion.run(number, own);
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            } finally {
                current.left.decrementAndGet();
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // equal work is other work
    private void serve() {
        Desk own = new Desk();
        Work done = null;
        for (int waits = 0; !closed; waits++) {
            Work current = work;
            if (current != null && current != done) {
                take(current, own);
                done = current;
                waits = 0;
            } else if (waits < spins) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
            }
        }
    }

    /** Ends the threads; nothing may be running. */
    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
    }
}
