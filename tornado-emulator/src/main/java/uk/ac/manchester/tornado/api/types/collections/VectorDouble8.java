package uk.ac.manchester.tornado.api.types.collections;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.arrays.DoubleArray;
import uk.ac.manchester.tornado.api.types.vectors.Double8;

/** Vectors of eight numbers in device memory: TornadoVM's {@code VectorDouble8}. */
public final class VectorDouble8 {
    private final DoubleArray storage;

    /** @param length vectors, all zero */
    public VectorDouble8(int length) {
        this.storage = new DoubleArray(Math.multiplyExact(8, length));
    }

    /** @param storage 8 numbers per vector, kept, not copied */
    public VectorDouble8(DoubleArray storage) {
        this.storage = storage;
    }

    public Double8 get(int index) {
        Double8 vector = new Double8();
        for (int i = 0; i < 8; i++) {
            vector.set(i, storage.get(index * 8 + i));
        }
        return vector;
    }

    public void set(int index, Double8 vector) {
        for (int i = 0; i < 8; i++) {
            storage.set(index * 8 + i, vector.get(i));
        }
    }

    /** Numbers of a vector. */
    public int vectorWidth() {
        return 8;
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
        return storage.getSize() / 8;
    }

    public long getNumBytes() {
        return storage.getNumBytesOfSegment();
    }

    public MemorySegment getSegment() {
        return storage.getSegment();
    }
}
