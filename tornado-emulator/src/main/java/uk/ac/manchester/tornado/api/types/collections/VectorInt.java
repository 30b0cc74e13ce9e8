package uk.ac.manchester.tornado.api.types.collections;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Numbers in device memory: TornadoVM's {@code VectorInt}. */
public final class VectorInt {
    private final IntArray storage;

    /** @param length elements, all zero */
    public VectorInt(int length) {
        this.storage = new IntArray(length);
    }

    /** @param storage kept, not copied */
    public VectorInt(IntArray storage) {
        this.storage = storage;
    }

    public int get(int index) {
        return storage.get(index);
    }

    public void set(int index, int value) {
        storage.set(index, value);
    }

    public void fill(int value) {
        storage.init(value);
    }

    /** The numbers, one vector behind the other. */
    public IntArray getArray() {
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
