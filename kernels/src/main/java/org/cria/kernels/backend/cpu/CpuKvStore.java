package org.cria.kernels.backend.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.KeyRotation;
import org.cria.kernels.backend.KvStore;
import org.cria.kernels.format.Format;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Program;

/**
 * The cache of all layers in native memory. Layers in which every token sees the last positions only keep the cells that are still seen,
 * in {@linkplain WindowCells rows of their own}.
 */
final class CpuKvStore implements KvStore, AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final CellRows[] keys;
    private final CellRows[] values;

    /** For each layer, how its keys turn. */
    private final List<Optional<KeyRotation>> rotations;

    private final KvShape shape;
    /** For each layer, whether its tokens see the last positions only. */
    private final boolean[] windowed;

    private final WindowCells window;

    CpuKvStore(Program program, Format keyFormat, Format valueFormat, Arithmetic arithmetic) {
        this.shape = program.kv();
        this.windowed = new boolean[shape.layers()];
        int widest = 0;
        for (int layer = 0; layer < windowed.length; layer++) {
            windowed[layer] = program.window(layer) > 0;
            widest = Math.max(widest, program.window(layer));
        }
        this.window = new WindowCells(widest);
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

    /** Whether a layer keeps cells in rows of the window. */
    boolean windowed(int layer) {
        return windowed[layer];
    }

    /** Makes room for a batch; see {@link WindowCells#rows}. */
    List<int[]> windowRows(Batch batch) {
        if (window.window() == 0) {
            return List.of();
        }
        List<int[]> rows = window.rows(batch);
        reserve(window.count(), true);
        return rows;
    }

    @Override
    public int window() {
        return window.window();
    }

    @Override
    public void forget(int cell) {
        window.forget(cell);
    }

    @Override
    public void reserve(int cells) {
        reserve(cells, false);
    }

    private void reserve(int rows, boolean ofWindow) {
        for (int layer = 0; layer < keys.length; layer++) {
            if (windowed[layer] == ofWindow) {
                keys[layer].reserve(rows);
                values[layer].reserve(rows);
            }
        }
    }

    /** Whether a layer has something of a cell. */
    private boolean has(int layer, int cell) {
        return !windowed[layer] || window.has(cell);
    }

    /** The row of a cell in a layer that has it. */
    private int row(int layer, int cell) {
        return windowed[layer] ? window.row(cell) : cell;
    }

    /** Gives a cell its row of the window. */
    private void admit(int cell) {
        if (window.window() > 0) {
            window.take(cell);
            reserve(window.count(), true);
        }
    }

    @Override
    public void copy(int from, int to) {
        if (window.has(from)) {
            admit(to);
        } else {
            window.forget(to);
        }
        for (int layer = 0; layer < keys.length; layer++) {
            if (has(layer, from)) {
                keys[layer].copy(row(layer, from), row(layer, to));
                values[layer].copy(row(layer, from), row(layer, to));
            }
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
                if (has(layer, cells[i])) {
                    keys[layer].read(row(layer, cells[i]), 0, columns, row, 0);
                    turn.apply(row, columns);
                    keys[layer].write(row(layer, cells[i]), row, 0);
                }
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
                long bytes = keys[layer].rowBytes() + values[layer].rowBytes();
                if (has(layer, cells[i])) {
                    keys[layer].read(row(layer, cells[i]), target, at);
                    values[layer].read(row(layer, cells[i]), target, at + keys[layer].rowBytes());
                } else {
                    target.asSlice(at, bytes).fill((byte) 0);
                }
                at += bytes;
            }
        }
    }

    @Override
    public void write(int[] cells, int start, int count, MemorySegment source) {
        long at = 0;
        for (int i = start; i < start + count; i++) {
            admit(cells[i]);
            for (int layer = 0; layer < keys.length; layer++) {
                keys[layer].write(row(layer, cells[i]), source, at);
                values[layer].write(row(layer, cells[i]), source, at + keys[layer].rowBytes());
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
