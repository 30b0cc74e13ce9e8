package uk.ac.manchester.tornado.api.types.collections;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.vectors.Int3;

/** Vectors of three numbers in device memory: TornadoVM's {@code VectorInt3}. */
public final class VectorInt3 {
    private final IntArray storage;

    /** @param length vectors, all zero */
    public VectorInt3(int length) {
        this.storage = new IntArray(Math.multiplyExact(3, length));
    }

    /** @param storage 3 numbers per vector, kept, not copied */
    public VectorInt3(IntArray storage) {
        this.storage = storage;
    }

    public Int3 get(int index) {
        Int3 vector = new Int3();
        for (int i = 0; i < 3; i++) {
            vector.set(i, storage.get(index * 3 + i));
        }
        return vector;
    }

    public void set(int index, Int3 vector) {
        for (int i = 0; i < 3; i++) {
            storage.set(index * 3 + i, vector.get(i));
        }
    }

    /** Numbers of a vector. */
    public int vectorWidth() {
        return 3;
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
        return storage.getSize() / 3;
    }

    public long getNumBytes() {
        return storage.getNumBytesOfSegment();
    }

    public MemorySegment getSegment() {
        return storage.getSegment();
    }
}
