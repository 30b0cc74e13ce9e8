package uk.ac.manchester.tornado.api.types.collections;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.vectors.Float16;

/** Vectors of sixteen numbers in device memory: TornadoVM's {@code VectorFloat16}. */
public final class VectorFloat16 {
    private final FloatArray storage;

    /** @param length vectors, all zero */
    public VectorFloat16(int length) {
        this.storage = new FloatArray(Math.multiplyExact(16, length));
    }

    /** @param storage 16 numbers per vector, kept, not copied */
    public VectorFloat16(FloatArray storage) {
        this.storage = storage;
    }

    public Float16 get(int index) {
        Float16 vector = new Float16();
        for (int i = 0; i < 16; i++) {
            vector.set(i, storage.get(index * 16 + i));
        }
        return vector;
    }

    public void set(int index, Float16 vector) {
        for (int i = 0; i < 16; i++) {
            storage.set(index * 16 + i, vector.get(i));
        }
    }

    /** Numbers of a vector. */
    public int vectorWidth() {
        return 16;
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
        return storage.getSize() / 16;
    }

    public long getNumBytes() {
        return storage.getNumBytesOfSegment();
    }

    public MemorySegment getSegment() {
        return storage.getSegment();
    }
}
