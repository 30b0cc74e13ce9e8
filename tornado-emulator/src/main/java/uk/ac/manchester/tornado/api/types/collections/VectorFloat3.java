package uk.ac.manchester.tornado.api.types.collections;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.vectors.Float3;

/** Vectors of three numbers in device memory: TornadoVM's {@code VectorFloat3}. */
public final class VectorFloat3 {
    private final FloatArray storage;

    /** @param length vectors, all zero */
    public VectorFloat3(int length) {
        this.storage = new FloatArray(Math.multiplyExact(3, length));
    }

    /** @param storage 3 numbers per vector, kept, not copied */
    public VectorFloat3(FloatArray storage) {
        this.storage = storage;
    }

    public Float3 get(int index) {
        Float3 vector = new Float3();
        for (int i = 0; i < 3; i++) {
            vector.set(i, storage.get(index * 3 + i));
        }
        return vector;
    }

    public void set(int index, Float3 vector) {
        for (int i = 0; i < 3; i++) {
            storage.set(index * 3 + i, vector.get(i));
        }
    }

    /** Numbers of a vector. */
    public int vectorWidth() {
        return 3;
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
        return storage.getSize() / 3;
    }

    public long getNumBytes() {
        return storage.getNumBytesOfSegment();
    }

    public MemorySegment getSegment() {
        return storage.getSegment();
    }
}
