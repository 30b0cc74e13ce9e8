package uk.ac.manchester.tornado.api.types.collections;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.vectors.Half2;

/** Vectors of two numbers in device memory: TornadoVM's {@code VectorHalf2}. */
public final class VectorHalf2 {
    private final HalfFloatArray storage;

    /** @param length vectors, all zero */
    public VectorHalf2(int length) {
        this.storage = new HalfFloatArray(Math.multiplyExact(2, length));
    }

    public Half2 get(int index) {
        Half2 vector = new Half2();
        for (int i = 0; i < 2; i++) {
            vector.set(i, storage.get(index * 2 + i));
        }
        return vector;
    }

    public void set(int index, Half2 vector) {
        for (int i = 0; i < 2; i++) {
            storage.set(index * 2 + i, vector.get(i));
        }
    }

    /** Numbers of a vector. */
    public int vectorWidth() {
        return 2;
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
        return storage.getSize() / 2;
    }

    public long getNumBytes() {
        return storage.getNumBytesOfSegment();
    }

    public MemorySegment getSegment() {
        return storage.getSegment();
    }
}
