package uk.ac.manchester.tornado.api.types.collections;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.vectors.Half8;

/** Vectors of eight numbers in device memory: TornadoVM's {@code VectorHalf8}. */
public final class VectorHalf8 {
    private final HalfFloatArray storage;

    /** @param length vectors, all zero */
    public VectorHalf8(int length) {
        this.storage = new HalfFloatArray(Math.multiplyExact(8, length));
    }

    public Half8 get(int index) {
        Half8 vector = new Half8();
        for (int i = 0; i < 8; i++) {
            vector.set(i, storage.get(index * 8 + i));
        }
        return vector;
    }

    public void set(int index, Half8 vector) {
        for (int i = 0; i < 8; i++) {
            storage.set(index * 8 + i, vector.get(i));
        }
    }

    /** Numbers of a vector. */
    public int vectorWidth() {
        return 8;
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
        return storage.getSize() / 8;
    }

    public long getNumBytes() {
        return storage.getNumBytesOfSegment();
    }

    public MemorySegment getSegment() {
        return storage.getSegment();
    }
}
