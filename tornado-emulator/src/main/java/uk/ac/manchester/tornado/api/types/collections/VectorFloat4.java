package uk.ac.manchester.tornado.api.types.collections;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.vectors.Float4;

/** Vectors of four numbers in device memory: TornadoVM's {@code VectorFloat4}. */
public final class VectorFloat4 {
    private final FloatArray storage;

    /** @param length vectors, all zero */
    public VectorFloat4(int length) {
        this.storage = new FloatArray(Math.multiplyExact(4, length));
    }

    /** @param storage 4 numbers per vector, kept, not copied */
    public VectorFloat4(FloatArray storage) {
        this.storage = storage;
    }

    public Float4 get(int index) {
        Float4 vector = new Float4();
        for (int i = 0; i < 4; i++) {
            vector.set(i, storage.get(index * 4 + i));
        }
        return vector;
    }

    public void set(int index, Float4 vector) {
        for (int i = 0; i < 4; i++) {
            storage.set(index * 4 + i, vector.get(i));
        }
    }

    /** Numbers of a vector. */
    public int vectorWidth() {
        return 4;
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
        return storage.getSize() / 4;
    }

    public long getNumBytes() {
        return storage.getNumBytesOfSegment();
    }

    public MemorySegment getSegment() {
        return storage.getSegment();
    }
}
