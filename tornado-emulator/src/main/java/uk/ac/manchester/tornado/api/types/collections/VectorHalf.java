package uk.ac.manchester.tornado.api.types.collections;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;

/** Numbers in device memory: TornadoVM's {@code VectorHalf}. */
public final class VectorHalf {
    private final HalfFloatArray storage;

    /** @param length elements, all zero */
    public VectorHalf(int length) {
        this.storage = new HalfFloatArray(length);
    }

    /** @param storage kept, not copied */
    public VectorHalf(HalfFloatArray storage) {
        this.storage = storage;
    }

    public HalfFloat get(int index) {
        return storage.get(index);
    }

    public void set(int index, HalfFloat value) {
        storage.set(index, value);
    }

    public void fill(HalfFloat value) {
        storage.init(value);
    }

    /** The numbers, one vector behind the other. */
    public HalfFloatArray getArray() {
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
