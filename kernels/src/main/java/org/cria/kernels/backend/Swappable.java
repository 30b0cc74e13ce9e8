package org.cria.kernels.backend;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.cria.kernels.Explanation;
import org.cria.kernels.Scores;

/**
 * An executable that another can take the place of between two passes, with other kernels for the same program. What the cache holds goes
 * over, bit for bit; what was done stays in the {@linkplain #receipt books}, by kernels.
 */
public final class Swappable implements Executable {
    private final List<Receipt.Account> done = new ArrayList<>();
    private final Cells cells = new Cells();
    private Supplier<Executable> making;
    private Executable now;
    private String kernels = "";

    /** @param making compiles what runs at first */
    public Swappable(Supplier<Executable> making) {
        this.making = making;
        this.now = making.get();
    }

    /**
     * Runs another one from now on. If it cannot be made, nothing has changed. No pass may run meanwhile.
     *
     * @param other compiles it
     * @param names of kernels that are a user's own; empty where none is
     */
    public synchronized void swap(Supplier<Executable> other, String names) {
        List<Receipt.Account> before = receipt().parts();
        try (Arena arena = Arena.ofShared()) {
            int[] all = IntStream.range(0, cells.reserved).toArray();
            MemorySegment held = arena.allocate(now.kv().cellBytes() * all.length);
            now.kv().read(all, 0, all.length, held);
            now.close(); // first: two of them may not fit
            try {
                now = other.get();
            } catch (RuntimeException | Error e) {
                now = making.get();
                cells.fill(all, held);
                throw e;
            }
            cells.fill(all, held);
        }
        done.clear();
        done.addAll(before);
        making = other;
        kernels = names;
    }

    /** Names of kernels that are a user's own; empty where none is. */
    public synchronized String kernels() {
        return kernels;
    }

    @Override
    public Output forward(Batch batch, BooleanSupplier stop) {
        cells.written(batch);
        return now.forward(batch, stop);
    }

    @Override
    public Scores best(Batch batch, int count, BooleanSupplier stop) {
        cells.written(batch);
        return now.best(batch, count, stop);
    }

    @Override
    public void warmUp() {
        now.warmUp();
    }

    @Override
    public KvStore kv() {
        return cells;
    }

    @Override
    public boolean phasesAgree() {
        return now.phasesAgree();
    }

    @Override
    public synchronized Receipt receipt() {
        List<Receipt.Account> all = new ArrayList<>(done);
        now.receipt().parts().forEach(part -> all.add(part.by(kernels)));
        return new Receipt(all);
    }

    @Override
    public synchronized String description() {
        return kernels.isEmpty() ? now.description() : now.description() + "; own kernel: " + kernels;
    }

    @Override
    public List<Explanation> notes() {
        return now.notes();
    }

    @Override
    public synchronized void close() {
        now.close();
    }

    /** The cells of whichever runs. */
    private final class Cells implements KvStore {
        private final BitSet forgotten = new BitSet();
        private int reserved;

        /** Puts into a new cache what another held. */
        void fill(int[] all, MemorySegment held) {
            now.kv().reserve(reserved);
            now.kv().write(all, 0, all.length, held);
            forgotten.stream().forEach(now.kv()::forget);
        }

        void written(Batch batch) {
            for (int row = 0; row < batch.rows() && !forgotten.isEmpty(); row++) {
                forgotten.clear(batch.cells().get(batch.sequences()[row])[batch.positions()[row]]);
            }
        }

        @Override
        public void reserve(int count) {
            now.kv().reserve(count);
            reserved = Math.max(reserved, count);
        }

        @Override
        public int window() {
            return now.kv().window();
        }

        @Override
        public void forget(int cell) {
            forgotten.set(cell);
            now.kv().forget(cell);
        }

        @Override
        public void copy(int from, int to) {
            forgotten.set(to, forgotten.get(from));
            now.kv().copy(from, to);
        }

        @Override
        public void rotate(int[] some, int start, int count, int positions) {
            now.kv().rotate(some, start, count, positions);
        }

        @Override
        public long cellBytes() {
            return now.kv().cellBytes();
        }

        @Override
        public void read(int[] some, int start, int count, MemorySegment target) {
            now.kv().read(some, start, count, target);
        }

        @Override
        public void write(int[] some, int start, int count, MemorySegment source) {
            for (int i = start; i < start + count; i++) {
                forgotten.clear(some[i]);
            }
            now.kv().write(some, start, count, source);
        }

        @Override
        public long bytes() {
            return now.kv().bytes();
        }
    }
}
