package org.cria.kernels.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.cria.kernels.Progress;
import org.jspecify.annotations.Nullable;

/**
 * Numbered work that several workers take in turns. What comes of it is the same as of one worker.
 *
 * @param count of the work
 * @param work by a worker, of a number from 0
 * @param isLast whether nothing behind a result matters
 */
record InTurns<W, R>(int count, Work<W, R> work, Predicate<R> isLast) {
    /** A part of the work. */
    interface Work<W, R> {
        R of(W worker, int number);
    }

    /** Results in order, up to the first that is the last. */
    List<R> on(List<W> workers, Progress progress) {
        AtomicReferenceArray<@Nullable R> results = new AtomicReferenceArray<>(count);
        AtomicInteger next = new AtomicInteger();
        AtomicInteger end = new AtomicInteger(count);
        if (workers.size() == 1) {
            take(workers.getFirst(), results, next, end, progress);
        } else {
            try (ExecutorService threads = Executors.newFixedThreadPool(workers.size())) {
                List<Future<?>> running = new ArrayList<>();
                for (W worker : workers) {
                    running.add(threads.submit(() -> take(worker, results, next, end, progress)));
                }
                await(running);
            }
        }
        progress.require(count, count);
        List<R> inOrder = new ArrayList<>();
        for (int i = 0; i < end.get(); i++) {
            R result = results.get(i);
            if (result != null) {
                inOrder.add(result);
            }
        }
        return inOrder;
    }

    private void take(
            W worker,
            AtomicReferenceArray<@Nullable R> results,
            AtomicInteger next,
            AtomicInteger end,
            Progress progress) {
        for (int number = next.getAndIncrement(); number < end.get(); number = next.getAndIncrement()) {
            progress.require(number, count);
            R result = work.of(worker, number);
            results.set(number, result);
            if (isLast.test(result)) {
                int behind = number + 1;
                end.updateAndGet(now -> Math.min(now, behind));
            }
        }
    }

    /** One that fails, or is stopped by the user, ends the others with what they do now. */
    private static void await(List<Future<?>> running) {
        try {
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException e) {
            running.forEach(each -> each.cancel(true));
            switch (e.getCause()) {
                case RuntimeException thrown -> throw thrown;
                case Error thrown -> throw thrown;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            running.forEach(each -> each.cancel(true));
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the check was interrupted", e);
        }
    }
}
