package uk.ac.manchester.tornado.api.types.matrix;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** {@code float} numbers of a matrix, row by row: TornadoVM's {@code Matrix2DFloat}. */
public final class Matrix2DFloat {
    private final FloatArray storage;
    private final int rows;
    private final int columns;

    /** @param storage [rows, columns], kept, not copied */
    public Matrix2DFloat(int rows, int columns, FloatArray storage) {
        this.storage = storage;
        this.rows = rows;
        this.columns = columns;
    }

    /** All zero. */
    public Matrix2DFloat(int rows, int columns) {
        this(rows, columns, new FloatArray(Math.multiplyExact(rows, columns)));
    }

    public float get(int i, int j) {
        return storage.get(i * columns + j);
    }

    public void set(int i, int j, float value) {
        storage.set(i * columns + j, value);
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

    public long getNumBytes() {
        return storage.getNumBytesOfSegment();
    }

    public MemorySegment getSegment() {
        return storage.getSegment();
    }
}
