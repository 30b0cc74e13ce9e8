package uk.ac.manchester.tornado.api.types.matrix;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** {@code int} numbers of a matrix, row by row: TornadoVM's {@code Matrix2DInt}. */
public final class Matrix2DInt {
    private final IntArray storage;
    private final int rows;
    private final int columns;

    /** @param storage [rows, columns], kept, not copied */
    public Matrix2DInt(int rows, int columns, IntArray storage) {
        this.storage = storage;
        this.rows = rows;
        this.columns = columns;
    }

    /** All zero. */
    public Matrix2DInt(int rows, int columns) {
        this(rows, columns, new IntArray(Math.multiplyExact(rows, columns)));
    }

    public int get(int i, int j) {
        return storage.get(i * columns + j);
    }

    public void set(int i, int j, int value) {
        storage.set(i * columns + j, value);
    }

    public void fill(int value) {
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
