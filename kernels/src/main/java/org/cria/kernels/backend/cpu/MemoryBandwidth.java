package org.cria.kernels.backend.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.Phase;

/** How fast all cores together read memory. */
final class MemoryBandwidth {
    private static final int RUNS = 7;
    private static final int PARTS = 64;

    private MemoryBandwidth() {}

    /** Bytes per second over so many bytes: the fastest of some runs. */
    static double measure(int threads, long bytes) {
        long longs = bytes / Long.BYTES / PARTS / 4 * 4;
        try (Arena arena = Arena.ofShared();
                Workers workers = new Workers(threads)) {
            MemorySegment memory = arena.allocate(longs * PARTS * Long.BYTES, Long.BYTES);
            Sum sum = new Sum(memory, longs, new long[PARTS]);
            Batch batch =
                    new Batch(Phase.DECODE, new int[1], new int[1], new int[1], new boolean[1], List.of(new int[1]));
            ForwardPass none = new ForwardPass(batch, List.of());
            long fastest = Long.MAX_VALUE;
            for (int run = 0; run < RUNS; run++) {
                long start = System.nanoTime();
                workers.run(List.of(sum), none, () -> false);
                fastest = Math.min(fastest, System.nanoTime() - start);
            }
            return (double) longs * PARTS * Long.BYTES / fastest * 1e9;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Sum(MemorySegment memory, long longs, long[] sums) implements Op {
        @Override
        public int tasks(ForwardPass pass) {
            return PARTS;
        }

        /** Four sums, since one would wait for itself. */
        @Override
        public void run(ForwardPass pass, int task, Scratch scratch) {
            long a = 0;
            long b = 0;
            long c = 0;
            long d = 0;
            long end = (task + 1) * longs;
            for (long i = task * longs; i < end; i += 4) {
                a += memory.getAtIndex(ValueLayout.JAVA_LONG, i);
                b += memory.getAtIndex(ValueLayout.JAVA_LONG, i + 1);
                c += memory.getAtIndex(ValueLayout.JAVA_LONG, i + 2);
                d += memory.getAtIndex(ValueLayout.JAVA_LONG, i + 3);
            }
            sums[task] = a + b + c + d;
        }
    }
}
