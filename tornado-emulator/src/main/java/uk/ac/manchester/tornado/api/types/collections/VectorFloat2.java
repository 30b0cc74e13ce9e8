package uk.ac.manchester.tornado.api.types.collections;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.vectors.Float2;

/** Vectors of two numbers in device memory: TornadoVM's {@code VectorFloat2}. */
public final class VectorFloat2 {
    private final FloatArray storage;

    /** @param length vectors, all zero */
    public VectorFloat2(int length) {
        this.storage = new FloatArray(Math.multiplyExact(2, length));
    }

    public Float2 get(int index) {
        Float2 vector = new Float2();
        for (int i = 0; i < 2; i++) {
            vector.set(i, storage.get(index * 2 + i));
        }
        return vector;
    }

    public void set(int index, Float2 vector) {
        for (int i = 0; i < 2; i++) {
            storage.set(index * 2 + i, vector.get(i));
        }
    }

    /** Numbers of a vector. */
    public int vectorWidth() {
        return 2;
    }

    public void fill(float value) {
        storage.init(value);
    }

    /** The numbers, one vector behind the other. */
    public FloatArray getArray() {
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
