package uk.ac.manchester.tornado.api.types.collections;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.arrays.DoubleArray;

/** Numbers in device memory: TornadoVM's {@code VectorDouble}. */
public final class VectorDouble {
    private final DoubleArray storage;

    /** @param length elements, all zero */
    public VectorDouble(int length) {
        this.storage = new DoubleArray(length);
    }

    /** @param storage kept, not copied */
    public VectorDouble(DoubleArray storage) {
        this.storage = storage;
    }

    public double get(int index) {
        return storage.get(index);
    }

    public void set(int index, double value) {
        storage.set(index, value);
    }

    public void fill(double value) {
        storage.init(value);
    }

    /** The numbers, one vector behind the other. */
    public DoubleArray getArray() {
        return storage;
    }

    /** How many elements there are. */
    public int getLength() {
        return storage.getSize();
    }

    public long getNumBytes() {
        return storage.getNumBytesOfSegment();
    }

    public MemorySegment getSegment() {
        return storage.getSegment();
    }
}
