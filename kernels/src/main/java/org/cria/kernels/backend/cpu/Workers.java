package org.cria.kernels.backend.cpu;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads that run a pass together. Every thread takes tasks of the current op until none is left; the one that does the last of them goes over
 * to the next op, and does what has a single task by itself. An op is waited for until its tasks are done, not until every thread has seen it:
 * a thread whose processor does something else meanwhile holds nobody up but with the task that it has. The calling thread is one of them.
 */
final class Workers implements AutoCloseable {
    /** Waits shorter than this many spins are cheaper than giving the processor away, to each thread that has one. */
    private static final int SPINS = 2_000;

    private static final int YIELDS = 200;
    private static final long PARK_NANOS = 20_000;

    /** A pass. Threads that come late find it done, though the next has begun. */
    private static final class Job {
        private final List<Op> ops;
        private final ForwardPass pass;
        private final BooleanSupplier stop;
        /** The op that threads work on in the upper half, or the number of ops if all are done; in the lower half the task to take next. */
        private final AtomicLong next = new AtomicLong(Integer.MAX_VALUE);
        /** How many of the op's tasks are done. */
        private final AtomicInteger done = new AtomicInteger();

        private Job(List<Op> ops, ForwardPass pass, BooleanSupplier stop) {
            this.ops = ops;
            this.pass = pass;
            this.stop = stop;
        }

        private void begin(int op) {
            done.set(0);
            next.set((long) op << Integer.SIZE);
        }
    }

    private final int count;
    /**
     * None where threads share processors: those that are waited for would have to wait for the spinning to end. 162 short runs of two to
     * five threads as on one processor took 14.3 s of its time instead of 36.2 (a busy EPYC, Zen 3).
     */
    private final int spins;

    private final Thread[] threads;
    private final Scratch callerScratch = new Scratch();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
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
            next.begin(afterSingleTasks(next, 0, callerScratch));
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

    private void work(Job job, Scratch scratch) {
        int seen = -1;
        int tasks = 0;
        while (true) {
            long next = job.next.get();
            int op = (int) (next >>> Integer.SIZE);
            int task = (int) next;
            if (op == job.ops.size()) {
                return;
            }
            if (op != seen) {
                tasks = job.ops.get(op).tasks(job.pass);
                seen = op;
            }
            if (task >= tasks) {
                awaitOthers(job, next);
            } else if (job.next.compareAndSet(next, next + 1)) {
                run(job, op, task, scratch);
                if (job.done.incrementAndGet() == tasks) {
                    job.begin(afterSingleTasks(job, op + 1, scratch));
                }
            }
        }
    }

    private void run(Job job, int op, int task, Scratch scratch) {
        if (failure.get() == null) {
            try {
                goOn(job.stop);
                job.ops.get(op).run(job.pass, task, scratch);
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        }
    }

    /** Does the ops from {@code op} on that have a task at most, which nobody can help with; returns the first that has more. */
    private int afterSingleTasks(Job job, int op, Scratch scratch) {
        try {
            for (; op < job.ops.size() && failure.get() == null; op++) {
                int tasks = job.ops.get(op).tasks(job.pass);
                if (tasks > 1) {
                    return op;
                }
                if (tasks == 1) {
                    run(job, op, 0, scratch);
                }
            }
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
        }
        return job.ops.size();
    }

    private static void goOn(BooleanSupplier stop) {
        if (stop.getAsBoolean()) {
            throw new CancellationException("the pass was stopped");
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // yielding is a stage between spinning and parking, correct without it
    private void awaitOthers(Job job, long next) {
        for (int waits = 0; job.next.get() == next; waits++) {
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
