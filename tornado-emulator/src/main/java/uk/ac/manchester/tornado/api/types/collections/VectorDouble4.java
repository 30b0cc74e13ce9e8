package uk.ac.manchester.tornado.api.types.collections;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.arrays.DoubleArray;
import uk.ac.manchester.tornado.api.types.vectors.Double4;

/** Vectors of four numbers in device memory: TornadoVM's {@code VectorDouble4}. */
public final class VectorDouble4 {
    private final DoubleArray storage;

    /** @param length vectors, all zero */
    public VectorDouble4(int length) {
        this.storage = new DoubleArray(Math.multiplyExact(4, length));
    }

    /** @param storage 4 numbers per vector, kept, not copied */
    public VectorDouble4(DoubleArray storage) {
        this.storage = storage;
    }

    public Double4 get(int index) {
        Double4 vector = new Double4();
        for (int i = 0; i < 4; i++) {
            vector.set(i, storage.get(index * 4 + i));
        }
        return vector;
    }

    public void set(int index, Double4 vector) {
        for (int i = 0; i < 4; i++) {
            storage.set(index * 4 + i, vector.get(i));
        }
    }

    /** Numbers of a vector. */
    public int vectorWidth() {
        return 4;
    }

    /** The numbers, one vector behind the other. */
    public DoubleArray getArray() {
        return storage;
    }

    /** How many vectors there are. */
    public int getLength() {
        return storage.getSize() / 4;
    }

    public long getNumBytes() {
        return storage.getNumBytesOfSegment();
    }

    public MemorySegment getSegment() {
        return storage.getSegment();
    }
}
