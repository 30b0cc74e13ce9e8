package uk.ac.manchester.tornado.api.types.collections;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.arrays.DoubleArray;
import uk.ac.manchester.tornado.api.types.vectors.Double2;

/** Vectors of two numbers in device memory: TornadoVM's {@code VectorDouble2}. */
public final class VectorDouble2 {
    private final DoubleArray storage;

    /** @param length vectors, all zero */
    public VectorDouble2(int length) {
        this.storage = new DoubleArray(Math.multiplyExact(2, length));
    }

    /** @param storage 2 numbers per vector, kept, not copied */
    public VectorDouble2(DoubleArray storage) {
        this.storage = storage;
    }

    public Double2 get(int index) {
        Double2 vector = new Double2();
        for (int i = 0; i < 2; i++) {
            vector.set(i, storage.get(index * 2 + i));
        }
        return vector;
    }

    public void set(int index, Double2 vector) {
        for (int i = 0; i < 2; i++) {
            storage.set(index * 2 + i, vector.get(i));
        }
    }

    /** Numbers of a vector. */
    public int vectorWidth() {
        return 2;
    }

    public void fill(double value) {
        storage.init(value);
    }

    /** The numbers, one vector behind the other. */
    public DoubleArray getArray() {
        return storage;
    }

    /** How many vectors there are. */
    public int getLength() {
        return storage.getSize() / 2;
    }

    public long getNumBytes() {
        return storage.getNumBytesOfSegment();
    }

    public MemorySegment getSegment() {
        return storage.getSegment();
    }
}
