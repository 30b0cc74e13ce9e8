package org.cria.kernels.backend.cpu;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.KvStore;
import org.cria.kernels.format.Format;
import org.cria.kernels.program.Program.KvShape;

/** The cache of all layers in native memory. */
final class CpuKvStore implements KvStore, AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final CellRows[] keys;
    private final CellRows[] values;

    CpuKvStore(KvShape shape, Format keyFormat, Format valueFormat, Arithmetic arithmetic) {
        this.keys = rows(shape, keyFormat, arithmetic);
        this.values = rows(shape, valueFormat, arithmetic);
    }

    private CellRows[] rows(KvShape shape, Format format, Arithmetic arithmetic) {
        if (shape.columns() % format.blockValues() != 0) {
            arena.close();
            throw new CriaException("a KV cache in " + format.name() + " needs rows of a multiple of "
                    + format.blockValues() + " values; this model's have " + shape.columns() + ". Choose f16 or f32.");
        }
        return IntStream.range(0, shape.layers())
                .mapToObj(i -> new CellRows(arena, format, arithmetic.rows(format), shape.columns()))
                .toArray(CellRows[]::new);
    }

    CellRows keys(int layer) {
        return keys[layer];
    }

    CellRows values(int layer) {
        return values[layer];
    }

    @Override
    public void reserve(int cells) {
        for (int layer = 0; layer < keys.length; layer++) {
            keys[layer].reserve(cells);
            values[layer].reserve(cells);
        }
    }

    @Override
    public void copy(int from, int to) {
        for (int layer = 0; layer < keys.length; layer++) {
            keys[layer].copy(from, to);
            values[layer].copy(from, to);
        }
    }

    @Override
    public long bytes() {
        return Arrays.stream(keys).mapToLong(CellRows::bytes).sum()
                + Arrays.stream(values).mapToLong(CellRows::bytes).sum();
    }

    @Override
    public void close() {
        arena.close();
    }
}
