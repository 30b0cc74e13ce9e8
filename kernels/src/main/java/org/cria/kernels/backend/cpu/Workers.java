package org.cria.kernels.backend.cpu;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads that run a pass together: every thread walks through all ops, takes tasks of the current op until none is left, and
 * waits for the others before the next op. The calling thread is one of them.
 */
final class Workers implements AutoCloseable {
    /** Waits shorter than this many spins are cheaper than giving the processor away, to each thread that has one. */
    private static final int SPINS = 2_000;

    private static final int YIELDS = 200;
    private static final long PARK_NANOS = 20_000;

    private record Job(List<Op> ops, ForwardPass pass, BooleanSupplier stop) {}

    private final int count;
    /**
     * None where threads share processors: those that are waited for would have to wait for the spinning to end. 162 short runs of two to
     * five threads as on one processor took 14.3 s of its time instead of 36.2 (a busy EPYC, Zen 3).
     */
    private final int spins;

    private final Thread[] threads;
    private final Scratch callerScratch = new Scratch();
    private final AtomicInteger nextTask = new AtomicInteger();
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile int phase;
    private volatile int jobs;
    private volatile @Nullable Job job;
    private volatile boolean closed;

    Workers(int count) {
        this.count = count;
        this.spins = count > Runtime.getRuntime().availableProcessors() ? 0 : SPINS;
        this.threads = new Thread[count - 1];
        for (int i = 0; i < threads.length; i++) {
            threads[i] =
                    Thread.ofPlatform().daemon().name("cria-cpu-" + (i + 1)).start(this::serve);
        }
    }

    /**
     * Runs the ops in order; returns when all are done. One caller at a time.
     *
     * @param stop asked before each task, by the thread that would take it
     * @throws CancellationException if it was true before all were done
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // only the caller counts jobs
    void run(List<Op> ops, ForwardPass pass, BooleanSupplier stop) {
        failure.set(null);
        if (count == 1) {
            runAlone(ops, pass, stop);
        } else {
            Job next = new Job(ops, pass, stop);
            job = next;
            jobs++;
            for (Thread thread : threads) {
                LockSupport.unpark(thread);
            }
            work(next, callerScratch);
        }
        Throwable thrown = failure.get();
        if (thrown instanceof CancellationException stopped) {
            throw stopped;
        }
        if (thrown != null) {
            throw new IllegalStateException("a CPU kernel failed", thrown);
        }
    }

    private void runAlone(List<Op> ops, ForwardPass pass, BooleanSupplier stop) {
        try {
            for (Op op : ops) {
                int tasks = op.tasks(pass);
                for (int task = 0; task < tasks; task++) {
                    goOn(stop);
                    op.run(pass, task, callerScratch);
                }
            }
        } catch (RuntimeException | Error e) {
            failure.set(e);
        }
    }

    private void serve() {
        Scratch scratch = new Scratch();
        int seen = 0;
        while (true) {
            int waits = 0;
            while (jobs == seen && !closed) {
                if (waits++ < spins) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
            if (closed) {
                return;
            }
            seen = jobs;
            Job current = job;
            if (current != null) {
                work(current, scratch);
            }
        }
    }

    private void work(Job current, Scratch scratch) {
        for (Op op : current.ops) {
            try {
                int tasks = op.tasks(current.pass);
                if (tasks == 0) {
                    continue; // as for all others: nothing to wait for
                }
                for (int task; failure.get() == null && (task = nextTask.getAndIncrement()) < tasks; ) {
                    goOn(current.stop);
                    op.run(current.pass, task, scratch);
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
            awaitOthers();
        }
    }

    private static void goOn(BooleanSupplier stop) {
        if (stop.getAsBoolean()) {
            throw new CancellationException("the pass was stopped");
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // yielding is a stage between spinning and parking, correct without it
    private void awaitOthers() {
        int current = phase;
        if (arrived.incrementAndGet() == count) {
            arrived.set(0);
            nextTask.set(0);
            phase = current + 1;
            return;
        }
        for (int waits = 0; phase == current; waits++) {
            if (waits < spins) {
                Thread.onSpinWait();
            } else if (waits < spins + YIELDS) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(this, PARK_NANOS);
            }
        }
    }

    /** Ends the threads; no pass may be running. */
    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
    }
}
