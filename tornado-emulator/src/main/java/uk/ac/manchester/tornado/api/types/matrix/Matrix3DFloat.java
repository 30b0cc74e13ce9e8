package uk.ac.manchester.tornado.api.types.matrix;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@code float} numbers of a cuboid, depth running fastest: TornadoVM's {@code Matrix3DFloat}. */
public final class Matrix3DFloat {
    private final FloatArray storage;
    private final int rows;
    private final int columns;
    private final int depth;

    /** @param storage [rows, columns, depth], kept, not copied */
    public Matrix3DFloat(int rows, int columns, int depth, FloatArray storage) {
        this.storage = storage;
        this.rows = rows;
        this.columns = columns;
        this.depth = depth;
    }

    /** All zero. */
    public Matrix3DFloat(int rows, int columns, int depth) {
        this(rows, columns, depth, new FloatArray(Math.multiplyExact(Math.multiplyExact(rows, columns), depth)));
    }

    public float get(int i, int j, int k) {
        return storage.get((i * columns + j) * depth + k);
    }

    public void set(int i, int j, int k, float value) {
        storage.set((i * columns + j) * depth + k, value);
    }

    public void fill(float value) {
        storage.init(value);
    }

    public int getNumRows() {
        return rows;
    }

    public int getNumColumns() {
        return columns;
    }

    public int getNumDepth() {
        return depth;
    }

    public long getNumBytes() {
        return storage.getNumBytesOfSegment();
    }

    public MemorySegment getSegment() {
        return storage.getSegment();
    }
}
