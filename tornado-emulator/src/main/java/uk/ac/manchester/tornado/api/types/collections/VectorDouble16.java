package uk.ac.manchester.tornado.api.types.collections;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.arrays.DoubleArray;
import uk.ac.manchester.tornado.api.types.vectors.Double16;

/** Vectors of sixteen numbers in device memory: TornadoVM's {@code VectorDouble16}. */
public final class VectorDouble16 {
    private final DoubleArray storage;

    /** @param length vectors, all zero */
    public VectorDouble16(int length) {
        this.storage = new DoubleArray(Math.multiplyExact(16, length));
    }

    /** @param storage 16 numbers per vector, kept, not copied */
    public VectorDouble16(DoubleArray storage) {
        this.storage = storage;
    }

    public Double16 get(int index) {
        Double16 vector = new Double16();
        for (int i = 0; i < 16; i++) {
            vector.set(i, storage.get(index * 16 + i));
        }
        return vector;
    }

    public void set(int index, Double16 vector) {
        for (int i = 0; i < 16; i++) {
            storage.set(index * 16 + i, vector.get(i));
        }
    }

    /** Numbers of a vector. */
    public int vectorWidth() {
        return 16;
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
        return storage.getSize() / 16;
    }

    public long getNumBytes() {
        return storage.getNumBytesOfSegment();
    }

    public MemorySegment getSegment() {
        return storage.getSegment();
    }
}
