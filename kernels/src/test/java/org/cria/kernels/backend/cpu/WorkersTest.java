package org.cria.kernels.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkersTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Counts how often each task ran. */
    private record Counting(AtomicIntegerArray runs) implements Op {
        Counting(int tasks) {
            this(new AtomicIntegerArray(tasks));
        }

        int total() {
            return IntStream.range(0, runs.length()).map(runs::get).sum();
        }

        @Override
        public int tasks(ForwardPass pass) {
            return runs.length();
        }

        @Override
        public void run(ForwardPass pass, int task, Scratch scratch) {
            runs.incrementAndGet(task);
        }
    }

    /** Notes tasks that ran although not all of another op's tasks had. */
    private record After(Counting earlier, int times, AtomicIntegerArray tooEarly) implements Op {
        @Override
        public int tasks(ForwardPass pass) {
            return tooEarly.length();
        }

        @Override
        public void run(ForwardPass pass, int task, Scratch scratch) {
            for (int i = 0; i < earlier.runs.length(); i++) {
                if (earlier.runs.get(i) != times) {
                    tooEarly.incrementAndGet(task);
                }
            }
        }
    }

    /** Fails in one task, or when asked how many there are. */
    private record Failing(int failingTask, boolean atOnce) implements Op {
        @Override
        public int tasks(ForwardPass pass) {
            if (atOnce) {
                throw new IllegalArgumentException("no tasks");
            }
            return 50;
        }

        @Override
        public void run(ForwardPass pass, int task, Scratch scratch) {
            if (task == failingTask) {
                throw new IllegalArgumentException("task " + task);
            }
        }
    }

    /** Threads of the pool come to it only when they may, as if their processors did something else. */
    private record ForCaller(Thread caller, CountDownLatch othersMay, Counting counted) implements Op {
        @Override
        public int tasks(ForwardPass pass) {
            if (Thread.currentThread() != caller) {
                try {
                    othersMay.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return counted.tasks(pass);
        }

        @Override
        public void run(ForwardPass pass, int task, Scratch scratch) {
            counted.run(pass, task, scratch);
        }
    }

    @Test
    void threadsWithoutATaskHoldNobodyUpAndFindThePassDone() {
        try (Workers workers = new Workers(3)) {
            CountDownLatch othersMay = new CountDownLatch(1);
            Counting late = new Counting(20);
            Counting next = new Counting(20);
            assertTimeoutPreemptively(SOON, () -> {
                ForCaller op = new ForCaller(Thread.currentThread(), othersMay, late);
                workers.run(List.of(op, op, op), pass(), () -> false);
                workers.run(List.of(next, next), pass(), () -> false);
            });
            othersMay.countDown();
            assertTimeoutPreemptively(SOON, () -> workers.run(List.of(next), pass(), () -> false));
            for (int task = 0; task < 20; task++) {
                assertEquals(3, late.runs.get(task));
                assertEquals(3, next.runs.get(task));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void everyTaskRunsOnceInEveryPass(int threads) {
        try (Workers workers = new Workers(threads)) {
            List<Counting> ops = List.of(new Counting(1), new Counting(0), new Counting(100), new Counting(7));
            int passes = 300;
            assertTimeoutPreemptively(SOON, () -> {
                for (int pass = 0; pass < passes; pass++) {
                    workers.run(List.copyOf(ops), pass(), () -> false);
                }
            });
            for (Counting op : ops) {
                for (int task = 0; task < op.runs.length(); task++) {
                    assertEquals(passes, op.runs.get(task), "task " + task + " of " + op.runs.length());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void anOpStartsWhenTheOneBeforeIsDone(int threads) {
        try (Workers workers = new Workers(threads)) {
            for (int pass = 1; pass <= 50; pass++) {
                List<Op> ops = new ArrayList<>();
                Counting first = new Counting(40);
                AtomicIntegerArray tooEarly = new AtomicIntegerArray(40);
                for (int repeat = 1; repeat <= 5; repeat++) {
                    ops.add(first);
                    ops.add(new After(first, repeat, tooEarly));
                }
                assertTimeoutPreemptively(SOON, () -> workers.run(ops, pass(), () -> false));
                assertEquals(new AtomicIntegerArray(40).toString(), tooEarly.toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void aFailureSurfacesWithItsCauseAndTheThreadsGoOn(int threads) {
        try (Workers workers = new Workers(threads)) {
            for (Failing failing : List.of(new Failing(0, false), new Failing(49, false), new Failing(0, true))) {
                Counting after = new Counting(3);
                RuntimeException failure = assertTimeoutPreemptively(
                        SOON,
                        () -> assertThrows(
                                RuntimeException.class,
                                () -> workers.run(List.of(failing, after), pass(), () -> false)));
                Throwable origin = failure.getCause() == null ? failure : failure.getCause();
                assertEquals(IllegalArgumentException.class, origin.getClass(), failing.toString());
                assertEquals(0, after.runs.get(0), "an op after the one that failed");

                Counting next = new Counting(30);
                assertTimeoutPreemptively(SOON, () -> workers.run(List.of(next), pass(), () -> false));
                assertEquals(1, next.runs.get(29), failing.toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void aStopInTheMiddleOfAnOpLeavesTheRestUndoneAndTheThreadsGoOn(int threads) {
        try (Workers workers = new Workers(threads)) {
            for (int allowed : new int[] {0, 1, 40, 99}) {
                Counting before = new Counting(30);
                Counting stopped = new Counting(30);
                Counting after = new Counting(60);
                List<Op> ops = List.of(before, stopped, after);
                AtomicInteger asked = new AtomicInteger();
                assertTimeoutPreemptively(
                        SOON,
                        () -> assertThrows(
                                CancellationException.class,
                                () -> workers.run(ops, pass(), () -> asked.incrementAndGet() > allowed)));
                assertEquals(allowed, before.total() + stopped.total() + after.total());

                Counting next = new Counting(30);
                assertTimeoutPreemptively(SOON, () -> workers.run(List.of(next), pass(), () -> false));
                assertEquals(30, next.total());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void closingEndsTheThreadsAndMayBeRepeated(int threads) throws InterruptedException {
        Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
        Workers workers = new Workers(threads);
        workers.run(List.of(new Counting(10)), pass(), () -> false);
        List<Thread> own = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && thread.getName().startsWith("cria-cpu-"))
                .toList();
        assertEquals(threads - 1, own.size());
        workers.close();
        workers.close();
        for (Thread thread : own) {
            thread.join(SOON);
            assertTrue(!thread.isAlive(), thread.getName());
        }
    }

    private static ForwardPass pass() {
        return new ForwardPass(
                new Batch(Phase.DECODE, new int[1], new int[1], new int[1], new boolean[] {true}, List.of(new int[1])),
                List.of());
    }
}
