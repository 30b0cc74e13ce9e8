package uk.ac.manchester.tornado.api.types.collections;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.vectors.Half16;

/** Vectors of sixteen numbers in device memory: TornadoVM's {@code VectorHalf16}. */
public final class VectorHalf16 {
    private final HalfFloatArray storage;

    /** @param length vectors, all zero */
    public VectorHalf16(int length) {
        this.storage = new HalfFloatArray(Math.multiplyExact(16, length));
    }

    public Half16 get(int index) {
        Half16 vector = new Half16();
        for (int i = 0; i < 16; i++) {
            vector.set(i, storage.get(index * 16 + i));
        }
        return vector;
    }

    public void set(int index, Half16 vector) {
        for (int i = 0; i < 16; i++) {
            storage.set(index * 16 + i, vector.get(i));
        }
    }

    /** Numbers of a vector. */
    public int vectorWidth() {
        return 16;
    }

    public void fill(HalfFloat value) {
        storage.init(value);
    }

    /** The numbers, one vector behind the other. */
    public HalfFloatArray getArray() {
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
