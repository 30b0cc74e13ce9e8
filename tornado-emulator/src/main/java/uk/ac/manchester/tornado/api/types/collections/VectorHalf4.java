package uk.ac.manchester.tornado.api.types.collections;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.vectors.Half4;

/** Vectors of four numbers in device memory: TornadoVM's {@code VectorHalf4}. */
public final class VectorHalf4 {
    private final HalfFloatArray storage;

    /** @param length vectors, all zero */
    public VectorHalf4(int length) {
        this.storage = new HalfFloatArray(Math.multiplyExact(4, length));
    }

    public Half4 get(int index) {
        Half4 vector = new Half4();
        for (int i = 0; i < 4; i++) {
            vector.set(i, storage.get(index * 4 + i));
        }
        return vector;
    }

    public void set(int index, Half4 vector) {
        for (int i = 0; i < 4; i++) {
            storage.set(index * 4 + i, vector.get(i));
        }
    }

    /** Numbers of a vector. */
    public int vectorWidth() {
        return 4;
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
        return storage.getSize() / 4;
    }

    public long getNumBytes() {
        return storage.getNumBytesOfSegment();
    }

    public MemorySegment getSegment() {
        return storage.getSegment();
    }
}
