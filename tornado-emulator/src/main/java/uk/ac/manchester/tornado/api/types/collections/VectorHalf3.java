package uk.ac.manchester.tornado.api.types.collections;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.vectors.Half3;

/** Vectors of three numbers in device memory: TornadoVM's {@code VectorHalf3}. */
public final class VectorHalf3 {
    private final HalfFloatArray storage;

    /** @param length vectors, all zero */
    public VectorHalf3(int length) {
        this.storage = new HalfFloatArray(Math.multiplyExact(3, length));
    }

    public Half3 get(int index) {
        Half3 vector = new Half3();
        for (int i = 0; i < 3; i++) {
            vector.set(i, storage.get(index * 3 + i));
        }
        return vector;
    }

    public void set(int index, Half3 vector) {
        for (int i = 0; i < 3; i++) {
            storage.set(index * 3 + i, vector.get(i));
        }
    }

    /** Numbers of a vector. */
    public int vectorWidth() {
        return 3;
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
        return storage.getSize() / 3;
    }

    public long getNumBytes() {
        return storage.getNumBytesOfSegment();
    }

    public MemorySegment getSegment() {
        return storage.getSegment();
    }
}
