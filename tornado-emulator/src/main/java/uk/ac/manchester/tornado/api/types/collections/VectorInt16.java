package uk.ac.manchester.tornado.api.types.collections;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.vectors.Int16;

/** Vectors of sixteen numbers in device memory: TornadoVM's {@code VectorInt16}. */
public final class VectorInt16 {
    private final IntArray storage;

    /** @param length vectors, all zero */
    public VectorInt16(int length) {
        this.storage = new IntArray(Math.multiplyExact(16, length));
    }

    /** @param storage 16 numbers per vector, kept, not copied */
    public VectorInt16(IntArray storage) {
        this.storage = storage;
    }

    public Int16 get(int index) {
        Int16 vector = new Int16();
        for (int i = 0; i < 16; i++) {
            vector.set(i, storage.get(index * 16 + i));
        }
        return vector;
    }

    public void set(int index, Int16 vector) {
        for (int i = 0; i < 16; i++) {
            storage.set(index * 16 + i, vector.get(i));
        }
    }

    /** Numbers of a vector. */
    public int vectorWidth() {
        return 16;
    }

    public void fill(int value) {
        storage.init(value);
    }

    /** The numbers, one vector behind the other. */
    public IntArray getArray() {
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
