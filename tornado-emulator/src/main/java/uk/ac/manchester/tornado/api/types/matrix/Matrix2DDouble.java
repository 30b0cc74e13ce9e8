package uk.ac.manchester.tornado.api.types.matrix;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.arrays.DoubleArray;

/** {@code double} numbers of a matrix, row by row: TornadoVM's {@code Matrix2DDouble}. */
public final class Matrix2DDouble {
    private final DoubleArray storage;
    private final int rows;
    private final int columns;

    /** @param storage [rows, columns], kept, not copied */
    public Matrix2DDouble(int rows, int columns, DoubleArray storage) {
        this.storage = storage;
        this.rows = rows;
        this.columns = columns;
    }

    /** All zero. */
    public Matrix2DDouble(int rows, int columns) {
        this(rows, columns, new DoubleArray(Math.multiplyExact(rows, columns)));
    }

    public double get(int i, int j) {
        return storage.get(i * columns + j);
    }

    public void set(int i, int j, double value) {
        storage.set(i * columns + j, value);
    }

    public void fill(double value) {
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
