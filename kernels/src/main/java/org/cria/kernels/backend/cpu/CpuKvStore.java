package org.cria.kernels.backend.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.KeyRotation;
import org.cria.kernels.backend.KvStore;
import org.cria.kernels.format.Format;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Program;

/** The cache of all layers in native memory. */
final class CpuKvStore implements KvStore, AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final CellRows[] keys;
    private final CellRows[] values;

    /** For each layer, how its keys turn. */
    private final List<Optional<KeyRotation>> rotations;

    private final KvShape shape;

    CpuKvStore(Program program, Format keyFormat, Format valueFormat, Arithmetic arithmetic) {
        this.shape = program.kv();
        this.rotations = IntStream.range(0, shape.layers())
                .mapToObj(layer -> program.keyRotation(layer).map(KeyRotation::new))
                .toList();
        this.keys = rows(keyFormat, arithmetic);
        this.values = rows(valueFormat, arithmetic);
    }

    private CellRows[] rows(Format format, Arithmetic arithmetic) {
        for (int layer = 0; layer < shape.layers(); layer++) {
            if (shape.columns(layer) % format.blockValues() != 0) {
                arena.close();
                throw new CriaException(
                        "a KV cache in " + format.name() + " needs rows of a multiple of " + format.blockValues()
                                + " values; this model's have " + shape.columns(layer) + ". Choose f16 or f32.");
            }
        }
        return IntStream.range(0, shape.layers())
                .mapToObj(i -> new CellRows(arena, format, arithmetic.rows(format), shape.columns(i)))
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
    public void rotate(int[] cells, int start, int count, int positions) {
        for (int layer = 0; layer < keys.length; layer++) {
            if (rotations.get(layer).isEmpty()) {
                continue;
            }
            int columns = shape.columns(layer);
            float[] row = new float[keys[layer].scratch(columns)];
            KeyRotation.PairRotation turn = rotations.get(layer).get().by(positions);
            for (int i = start; i < start + count; i++) {
                keys[layer].read(cells[i], 0, columns, row, 0);
                turn.apply(row, columns);
                keys[layer].write(cells[i], row, 0);
            }
        }
    }

    @Override
    public long cellBytes() {
        return Arrays.stream(keys).mapToLong(CellRows::rowBytes).sum()
                + Arrays.stream(values).mapToLong(CellRows::rowBytes).sum();
    }

    @Override
    public void read(int[] cells, int start, int count, MemorySegment target) {
        long at = 0;
        for (int i = start; i < start + count; i++) {
            for (int layer = 0; layer < keys.length; layer++) {
                keys[layer].read(cells[i], target, at);
                values[layer].read(cells[i], target, at + keys[layer].rowBytes());
                at += keys[layer].rowBytes() + values[layer].rowBytes();
            }
        }
    }

    @Override
    public void write(int[] cells, int start, int count, MemorySegment source) {
        long at = 0;
        for (int i = start; i < start + count; i++) {
            for (int layer = 0; layer < keys.length; layer++) {
                keys[layer].write(cells[i], source, at);
                values[layer].write(cells[i], source, at + keys[layer].rowBytes());
                at += keys[layer].rowBytes() + values[layer].rowBytes();
            }
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
