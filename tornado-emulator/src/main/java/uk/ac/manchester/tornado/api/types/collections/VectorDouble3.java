package uk.ac.manchester.tornado.api.types.collections;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.arrays.DoubleArray;
import uk.ac.manchester.tornado.api.types.vectors.Double3;

/** Vectors of three numbers in device memory: TornadoVM's {@code VectorDouble3}. */
public final class VectorDouble3 {
    private final DoubleArray storage;

    /** @param length vectors, all zero */
    public VectorDouble3(int length) {
        this.storage = new DoubleArray(Math.multiplyExact(3, length));
    }

    /** @param storage 3 numbers per vector, kept, not copied */
    public VectorDouble3(DoubleArray storage) {
        this.storage = storage;
    }

    public Double3 get(int index) {
        Double3 vector = new Double3();
        for (int i = 0; i < 3; i++) {
            vector.set(i, storage.get(index * 3 + i));
        }
        return vector;
    }

    public void set(int index, Double3 vector) {
        for (int i = 0; i < 3; i++) {
            storage.set(index * 3 + i, vector.get(i));
        }
    }

    /** Numbers of a vector. */
    public int vectorWidth() {
        return 3;
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
        return storage.getSize() / 3;
    }

    public long getNumBytes() {
        return storage.getNumBytesOfSegment();
    }

    public MemorySegment getSegment() {
        return storage.getSegment();
    }
}
