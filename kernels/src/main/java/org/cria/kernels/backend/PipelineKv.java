package org.cria.kernels.backend;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The cache of a program whose layers several backends run: a cell has a piece in each store, in the order of the layers. */
record PipelineKv(List<KvStore> stores) implements KvStore {
    @Override
    public void reserve(int cells) {
        stores.forEach(store -> store.reserve(cells));
    }

    /** A part may keep what another has given up. */
    @Override
    public int window() {
        return stores.stream().mapToInt(KvStore::window).max().orElse(0);
    }

    @Override
    public void forget(int cell) {
        stores.forEach(store -> store.forget(cell));
    }

    @Override
    public void copy(int from, int to) {
        stores.forEach(store -> store.copy(from, to));
    }

    @Override
    public void rotate(int[] cells, int start, int count, int positions) {
        stores.forEach(store -> store.rotate(cells, start, count, positions));
    }

    @Override
    public long cellBytes() {
        return stores.stream().mapToLong(KvStore::cellBytes).sum();
    }

    @Override
    public void read(int[] cells, int start, int count, MemorySegment target) {
        long at = 0;
        for (KvStore store : stores) {
            long bytes = store.cellBytes();
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment pieces = arena.allocate(bytes * count);
                store.read(cells, start, count, pieces);
                for (int i = 0; i < count; i++) {
                    MemorySegment.copy(pieces, i * bytes, target, i * cellBytes() + at, bytes);
                }
            }
            at += bytes;
        }
    }

    @Override
    public void write(int[] cells, int start, int count, MemorySegment source) {
        long at = 0;
        for (KvStore store : stores) {
            long bytes = store.cellBytes();
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment pieces = arena.allocate(bytes * count);
                for (int i = 0; i < count; i++) {
                    MemorySegment.copy(source, i * cellBytes() + at, pieces, i * bytes, bytes);
                }
                store.write(cells, start, count, pieces);
            }
            at += bytes;
        }
    }

    @Override
    public long bytes() {
        return stores.stream().mapToLong(KvStore::bytes).sum();
    }
}
