package uk.ac.manchester.tornado.api.types.collections;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Numbers in device memory: TornadoVM's {@code VectorFloat}. */
public final class VectorFloat {
    private final FloatArray storage;

    /** @param length elements, all zero */
    public VectorFloat(int length) {
        this.storage = new FloatArray(length);
    }

    /** @param storage kept, not copied */
    public VectorFloat(FloatArray storage) {
        this.storage = storage;
    }

    public float get(int index) {
        return storage.get(index);
    }

    public void set(int index, float value) {
        storage.set(index, value);
    }

    public void fill(float value) {
        storage.init(value);
    }

    /** The numbers, one vector behind the other. */
    public FloatArray getArray() {
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
