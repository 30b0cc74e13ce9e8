package uk.ac.manchester.tornado.api.types.collections;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.vectors.Int2;

/** Vectors of two numbers in device memory: TornadoVM's {@code VectorInt2}. */
public final class VectorInt2 {
    private final IntArray storage;

    /** @param length vectors, all zero */
    public VectorInt2(int length) {
        this.storage = new IntArray(Math.multiplyExact(2, length));
    }

    /** @param storage 2 numbers per vector, kept, not copied */
    public VectorInt2(IntArray storage) {
        this.storage = storage;
    }

    public Int2 get(int index) {
        Int2 vector = new Int2();
        for (int i = 0; i < 2; i++) {
            vector.set(i, storage.get(index * 2 + i));
        }
        return vector;
    }

    public void set(int index, Int2 vector) {
        for (int i = 0; i < 2; i++) {
            storage.set(index * 2 + i, vector.get(i));
        }
    }

    /** Numbers of a vector. */
    public int vectorWidth() {
        return 2;
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
        return storage.getSize() / 2;
    }

    public long getNumBytes() {
        return storage.getNumBytesOfSegment();
    }

    public MemorySegment getSegment() {
        return storage.getSegment();
    }
}
