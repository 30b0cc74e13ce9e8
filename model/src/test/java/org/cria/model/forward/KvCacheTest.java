package org.cria.model.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.KvStore;
import org.cria.kernels.backend.Output;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.format.Formats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KvCacheTest {
    /** What a cell's number grows by when it turns by one position. */
    private static final int TURN = 1_000_000;

    @TempDir
    Path folder;

    /** In the place of a number that was forgotten. */
    private static final int GONE = Integer.MIN_VALUE;

    /** A store of one number per cell, which layers with a window hold alone. */
    private static final class Numbers implements KvStore {
        private final int window;
        private int[] cells = new int[0];

        Numbers(int window) {
            this.window = window;
        }

        @Override
        public int window() {
            return window;
        }

        @Override
        public void forget(int cell) {
            cells[cell] = window == 0 ? cells[cell] : GONE;
        }

        @Override
        public void reserve(int count) {
            cells = Arrays.copyOf(cells, Math.max(cells.length, count));
        }

        @Override
        public void copy(int from, int to) {
            cells[to] = cells[from];
        }

        @Override
        public void rotate(int[] numbers, int start, int count, int positions) {
            for (int i = start; i < start + count; i++) {
                cells[numbers[i]] += cells[numbers[i]] == GONE ? 0 : TURN * positions;
            }
        }

        @Override
        public long cellBytes() {
            return 4;
        }

        @Override
        public void read(int[] numbers, int start, int count, MemorySegment target) {
            for (int i = 0; i < count; i++) {
                target.set(ValueLayout.JAVA_INT_UNALIGNED, 4L * i, cells[numbers[start + i]]);
            }
        }

        @Override
        public void write(int[] numbers, int start, int count, MemorySegment source) {
            for (int i = 0; i < count; i++) {
                cells[numbers[start + i]] = source.get(ValueLayout.JAVA_INT_UNALIGNED, 4L * i);
            }
        }

        @Override
        public long bytes() {
            return 4L * cells.length;
        }
    }

    /** A sequence, and what it should read: a number for each of its positions. */
    private record Tracked(KvCache.Sequence sequence, List<Integer> expected) {}

    @Test
    void aReleasedCellIsTakenAgain() {
        Numbers store = new Numbers(0);
        KvCache cache = new KvCache(store, 8);
        KvCache.Sequence first = cache.newSequence();
        first.append(100);
        first.truncate(30);
        assertEquals(30, cache.usedCells());
        KvCache.Sequence second = cache.newSequence();
        second.append(70);
        assertEquals(100, cache.usedCells());
        assertEquals(100, store.cells.length, "no cell was added");
        assertEquals(100, distinctCells(List.of(new Tracked(first, List.of()), new Tracked(second, List.of())), false));
    }

    @Test
    void aForkSharesCellsUntilTheLastLetsThemGo() {
        KvCache cache = new KvCache(new Numbers(0), 8);
        KvCache.Sequence parent = cache.newSequence();
        parent.append(10);
        KvCache.Sequence fork = parent.fork();
        assertEquals(10, cache.usedCells());
        fork.append(2);
        parent.append(3);
        assertEquals(15, cache.usedCells());
        parent.truncate(0);
        assertEquals(12, cache.usedCells());
        fork.truncate(0);
        assertEquals(0, cache.usedCells());
    }

    @Test
    void anOwnedPositionIsHeldByNobodyElse() {
        Numbers store = new Numbers(0);
        KvCache cache = new KvCache(store, 8);
        KvCache.Sequence parent = cache.newSequence();
        parent.append(3);
        store.cells[parent.cells()[1]] = 42;
        KvCache.Sequence fork = parent.fork();
        fork.own(1);
        assertNotEquals(parent.cells()[1], fork.cells()[1]);
        assertEquals(42, store.cells[fork.cells()[1]]);
        assertEquals(4, cache.usedCells());
        int[] before = fork.cells().clone();
        fork.own(1);
        assertArrayEquals(before, fork.cells(), "what is its own already stays where it is");
    }

    @Test
    void anyHistoryReadsAsANaiveModelSays() {
        for (int seed = 0; seed < 20; seed++) {
            Numbers store = new Numbers(seed % 2 == 0 ? 0 : 5);
            KvCache cache = new KvCache(store, 8);
            Random random = new Random(seed);
            List<Tracked> all = new ArrayList<>();
            int stamp = 0;
            int peak = 0;
            for (int operation = 0; operation < 600; operation++) {
                stamp += 100;
                operate(cache, store, all, random, stamp);
                check(cache, store, all, "seed " + seed + ", operation " + operation);
                peak = Math.max(peak, cache.usedCells());
            }
            // A copy takes its cell before the shared one is let go.
            assertTrue(store.cells.length <= peak + 1, store.cells.length + " cells for at most " + peak + " in use");
        }
    }

    private static void operate(KvCache cache, Numbers store, List<Tracked> all, Random random, int stamp) {
        if (all.isEmpty() || random.nextInt(8) == 0) {
            all.add(new Tracked(cache.newSequence(), new ArrayList<>()));
            return;
        }
        Tracked one = all.get(random.nextInt(all.size()));
        int length = one.sequence.length();
        switch (random.nextInt(7)) {
            case 0, 1 -> append(store, one, 1 + random.nextInt(9), stamp);
            case 2 -> {
                int kept = random.nextInt(length + 1);
                kept = one.sequence.goesOnFrom(kept) ? kept : length;
                one.sequence.truncate(kept);
                one.expected.subList(kept, length).clear();
            }
            case 3 -> all.add(new Tracked(one.sequence.fork(), new ArrayList<>(one.expected)));
            case 4 -> {
                int position = one.sequence.seen() + random.nextInt(length - one.sequence.seen() + 1);
                if (position < length) {
                    one.sequence.own(position);
                    store.cells[one.sequence.cells()[position]] = stamp;
                    one.expected.set(position, stamp);
                }
            }
            case 5 -> splice(store, one, random, stamp);
            default -> {
                one.sequence.truncate(0);
                all.remove(one);
            }
        }
    }

    private static void splice(Numbers store, Tracked one, Random random, int stamp) {
        int length = one.sequence.length();
        int from = random.nextInt(length + 1);
        int to = from + random.nextInt(length - from + 1);
        int count = random.nextInt(4);
        if (!one.sequence.canSplice(from, to, count)) {
            return;
        }
        one.sequence.splice(from, to, count);
        List<Integer> tail = one.expected.subList(to, length);
        int moved = from + count - to;
        tail.replaceAll(number -> number + TURN * moved);
        one.expected.subList(from, to).clear();
        for (int i = 0; i < count; i++) {
            store.cells[one.sequence.cells()[from + i]] = stamp + i;
            one.expected.add(from + i, stamp + i);
        }
    }

    private static void append(Numbers store, Tracked one, int count, int stamp) {
        int length = one.sequence.length();
        one.sequence.append(count);
        for (int i = 0; i < count; i++) {
            store.cells[one.sequence.cells()[length + i]] = stamp + i;
            one.expected.add(stamp + i);
        }
    }

    private static void check(KvCache cache, Numbers store, List<Tracked> all, String place) {
        for (Tracked one : all) {
            assertEquals(one.expected.size(), one.sequence.length(), place);
            for (int position = 0; position < one.expected.size(); position++) {
                int found = store.cells[one.sequence.cells()[position]];
                if (position >= one.sequence.seen()) {
                    assertEquals((int) one.expected.get(position), found, place + ", position " + position);
                }
            }
        }
        assertEquals(distinctCells(all, false), cache.usedCells(), place);
        if (store.window > 0) {
            long there = Arrays.stream(store.cells)
                    .filter(cell -> cell != GONE && cell != 0)
                    .count();
            assertEquals(distinctCells(all, true), there, place + ": what no window sees is gone");
        }
    }

    private static int distinctCells(List<Tracked> all, boolean seen) {
        Set<Integer> cells = new HashSet<>();
        for (Tracked one : all) {
            for (int position = seen ? one.sequence.seen() : 0; position < one.sequence.length(); position++) {
                cells.add(one.sequence.cells()[position]);
            }
        }
        return cells.size();
    }

    @Test
    void anOwnedCellComputesAsTheSharedOneDidAndMayChange() {
        try (TinyEngine engine = new TinyEngine(folder);
                Executable executable = engine.compile(Formats.F16)) {
            KvCache cache = new KvCache(executable.kv(), 8);
            KvCache.Sequence parent = cache.newSequence();
            parent.append(7);
            forward(executable, parent, 0, 11, 12, 13, 14, 15, 16);
            float[] expected = forward(executable, parent, 6, 17);
            KvCache.Sequence fork = parent.fork();
            for (int position : new int[] {0, 2, 6}) {
                fork.own(position);
            }
            assertArrayEquals(expected, forward(executable, fork, 6, 17));
            forward(executable, fork, 2, 99);
            assertArrayEquals(expected, forward(executable, parent, 6, 17), "the parent");
            assertTrue(!Arrays.equals(expected, forward(executable, fork, 6, 17)), "the fork has another past now");
        }
    }

    /** Puts tokens at positions from {@code start} on; the logits of the last. */
    private static float[] forward(Executable executable, KvCache.Sequence sequence, int start, int... tokens) {
        int[] positions = new int[tokens.length];
        Arrays.setAll(positions, i -> start + i);
        boolean[] wanted = new boolean[tokens.length];
        wanted[tokens.length - 1] = true;
        Batch batch =
                new Batch(Phase.PREFILL, tokens, positions, new int[tokens.length], wanted, List.of(sequence.cells()));
        Output output = executable.forward(batch);
        return Arrays.copyOf(output.values(), output.columns());
    }
}
