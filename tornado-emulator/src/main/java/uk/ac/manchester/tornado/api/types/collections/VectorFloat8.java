package uk.ac.manchester.tornado.api.types.collections;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.vectors.Float8;

/** Vectors of eight numbers in device memory: TornadoVM's {@code VectorFloat8}. */
public final class VectorFloat8 {
    private final FloatArray storage;

    /** @param length vectors, all zero */
    public VectorFloat8(int length) {
        this.storage = new FloatArray(Math.multiplyExact(8, length));
    }

    /** @param storage 8 numbers per vector, kept, not copied */
    public VectorFloat8(FloatArray storage) {
        this.storage = storage;
    }

    public Float8 get(int index) {
        Float8 vector = new Float8();
        for (int i = 0; i < 8; i++) {
            vector.set(i, storage.get(index * 8 + i));
        }
        return vector;
    }

    public void set(int index, Float8 vector) {
        for (int i = 0; i < 8; i++) {
            storage.set(index * 8 + i, vector.get(i));
        }
    }

    /** Numbers of a vector. */
    public int vectorWidth() {
        return 8;
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
        return storage.getSize() / 8;
    }

    public long getNumBytes() {
        return storage.getNumBytesOfSegment();
    }

    public MemorySegment getSegment() {
        return storage.getSegment();
    }
}
