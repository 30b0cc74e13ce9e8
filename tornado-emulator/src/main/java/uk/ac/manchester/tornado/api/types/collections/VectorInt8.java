package uk.ac.manchester.tornado.api.types.collections;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.vectors.Int8;

/** Vectors of eight numbers in device memory: TornadoVM's {@code VectorInt8}. */
public final class VectorInt8 {
    private final IntArray storage;

    /** @param length vectors, all zero */
    public VectorInt8(int length) {
        this.storage = new IntArray(Math.multiplyExact(8, length));
    }

    /** @param storage 8 numbers per vector, kept, not copied */
    public VectorInt8(IntArray storage) {
        this.storage = storage;
    }

    public Int8 get(int index) {
        Int8 vector = new Int8();
        for (int i = 0; i < 8; i++) {
            vector.set(i, storage.get(index * 8 + i));
        }
        return vector;
    }

    public void set(int index, Int8 vector) {
        for (int i = 0; i < 8; i++) {
            storage.set(index * 8 + i, vector.get(i));
        }
    }

    /** Numbers of a vector. */
    public int vectorWidth() {
        return 8;
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
        return storage.getSize() / 8;
    }

    public long getNumBytes() {
        return storage.getNumBytesOfSegment();
    }

    public MemorySegment getSegment() {
        return storage.getSegment();
    }
}
