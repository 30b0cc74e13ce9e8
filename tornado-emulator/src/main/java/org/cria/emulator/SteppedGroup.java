package org.cria.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.WorkerGrid;

/**
 * Runs the work-items of one group as threads, in the kernel's own code: a debugger's breakpoints hold there, and its
 * list of threads has a work-item in each line. Nothing is watched; barriers and local arrays work as on a device.
 *
 * <pre>{@code
 * new SteppedGroup(grid, 2, 0, 0).run(context -> Kernels.sum(context, in, out));
 * }</pre>
 */
public final class SteppedGroup {
    private final int[] global = new int[3];
    private final int[] local = new int[3];
    private final int[] group;

    /**
     * @param grid with a group size
     * @param x    which group, along x, and so on
     * @throws IllegalArgumentException when the grid has no group size, or no such group
     */
    public SteppedGroup(WorkerGrid grid, int x, int y, int z) {
        if (grid.getLocalWork() == null) {
            throw new IllegalArgumentException("the grid has no group size. Set it with setLocalWork.");
        }
        group = new int[] {x, y, z};
        for (int i = 0; i < 3; i++) {
            global[i] = Math.toIntExact(grid.getGlobalWork()[i]);
            local[i] = Math.toIntExact(grid.getLocalWork()[i]);
            if (group[i] < 0 || group[i] >= global[i] / local[i]) {
                throw new IllegalArgumentException(
                        "group " + group[i] + " along " + "xyz".charAt(i) + " of " + global[i] / local[i] + ".");
            }
        }
    }

    /**
     * Runs every work-item of the group to its end.
     *
     * @param kernel a call of the kernel with the context that it is given
     * @throws IllegalStateException with the first exception of a work-item, which ends the others at their next barrier
     */
    public void run(Consumer<KernelContext> kernel) {
        int size = local[0] * local[1] * local[2];
        Phaser barrier = new Phaser(size);
        Map<Integer, Object> arrays = new ConcurrentHashMap<>();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Item item = new Item(ids(i), barrier, arrays);
            threads.add(Thread.ofPlatform()
                    .name("work-item (" + item.globalIdx + ", " + item.globalIdy + ", " + item.globalIdz + ")")
                    .uncaughtExceptionHandler((thread, thrown) -> {
                        failure.compareAndSet(null, thrown);
                        barrier.forceTermination();
                    })
                    .start(() -> {
                        kernel.accept(item);
                        barrier.arriveAndDeregister();
                    }));
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            threads.forEach(Thread::interrupt);
        }
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new IllegalStateException("a work-item ended with " + thrown, thrown);
        }
    }

    private int[] ids(int item) {
        int[] own = {item % local[0], item / local[0] % local[1], item / local[0] / local[1]};
        int[] ids = new int[15];
        for (int i = 0; i < 3; i++) {
            ids[i] = group[i] * local[i] + own[i];
            ids[3 + i] = group[i];
            ids[6 + i] = own[i];
            ids[9 + i] = global[i];
            ids[12 + i] = local[i];
        }
        return ids;
    }

    /** The context of one work-item; the n-th array that it asks for is the n-th of all. */
    private static final class Item extends KernelContext {
        private final Phaser barrier;
        private final Map<Integer, Object> arrays;
        private int asked;

        Item(int[] ids, Phaser barrier, Map<Integer, Object> arrays) {
            super(ids);
            this.barrier = barrier;
            this.arrays = arrays;
        }

        private void await() {
            try {
                int phase = barrier.arrive();
                if (phase < 0 || barrier.awaitAdvanceInterruptibly(phase) < 0) {
                    throw new IllegalStateException("another work-item of the group has failed");
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException("the group was interrupted", e);
            }
        }

        @SuppressWarnings("unchecked") // one place of the code makes arrays of one type
        private <T> T array(int size, IntFunction<T> made) {
            return (T) arrays.computeIfAbsent(asked++, number -> made.apply(size));
        }

        @Override
        public void localBarrier() {
            await();
        }

        @Override
        public void globalBarrier() {
            await();
        }

        @Override
        public int[] allocateIntLocalArray(int size) {
            return array(size, int[]::new);
        }

        @Override
        public byte[] allocateByteLocalArray(int size) {
            return array(size, byte[]::new);
        }

        @Override
        public long[] allocateLongLocalArray(int size) {
            return array(size, long[]::new);
        }

        @Override
        public float[] allocateFloatLocalArray(int size) {
            return array(size, float[]::new);
        }

        @Override
        public double[] allocateDoubleLocalArray(int size) {
            return array(size, double[]::new);
        }
    }
}
