package uk.ac.manchester.tornado.api.types.collections;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.vectors.Int4;

/** Vectors of four numbers in device memory: TornadoVM's {@code VectorInt4}. */
public final class VectorInt4 {
    private final IntArray storage;

    /** @param length vectors, all zero */
    public VectorInt4(int length) {
        this.storage = new IntArray(Math.multiplyExact(4, length));
    }

    /** @param storage 4 numbers per vector, kept, not copied */
    public VectorInt4(IntArray storage) {
        this.storage = storage;
    }

    public Int4 get(int index) {
        Int4 vector = new Int4();
        for (int i = 0; i < 4; i++) {
            vector.set(i, storage.get(index * 4 + i));
        }
        return vector;
    }

    public void set(int index, Int4 vector) {
        for (int i = 0; i < 4; i++) {
            storage.set(index * 4 + i, vector.get(i));
        }
    }

    /** Numbers of a vector. */
    public int vectorWidth() {
        return 4;
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
        return storage.getSize() / 4;
    }

    public long getNumBytes() {
        return storage.getNumBytesOfSegment();
    }

    public MemorySegment getSegment() {
        return storage.getSegment();
    }
}
