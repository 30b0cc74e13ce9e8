package uk.ac.manchester.tornado.api.types.arrays;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.IntBuffer;
import uk.ac.manchester.tornado.api.annotations.Parallel;

/** Off-heap {@code int} elements, 4 bytes each, behind the array header: TornadoVM's {@code IntArray}. */
public final class IntArray extends TornadoNativeArray {
    private static final int ELEMENT_BYTES = 4;

    /** @param numberOfElements all zero */
    public IntArray(int numberOfElements) {
        super(numberOfElements, ELEMENT_BYTES);
    }

    private IntArray(MemorySegment headerAndData) {
        super(headerAndData, ELEMENT_BYTES);
    }

    /** A copy of {@code values}. */
    public static IntArray fromArray(int[] values) {
        return fromSegment(MemorySegment.ofArray(values));
    }

    /** A copy of {@code values}. */
    public static IntArray fromElements(int... values) {
        return fromArray(values);
    }

    /** A copy of a segment that holds data only. */
    public static IntArray fromSegment(MemorySegment segment) {
        IntArray array = new IntArray(elements(segment, ELEMENT_BYTES));
        array.data().copyFrom(segment);
        return array;
    }

    /** A view of a segment that holds header and data; the header's bytes are overwritten. */
    public static IntArray fromSegmentShallow(MemorySegment segment) {
        return new IntArray(segment);
    }

    /** Copies the remaining elements of {@code buffer}. */
    public static IntArray fromIntBuffer(IntBuffer buffer) {
        return fromSegment(MemorySegment.ofBuffer(buffer));
    }

    /** Sets every element; a kernel. */
    public static void initialize(IntArray array, int value) {
        for (@Parallel int i = 0; i < array.getSize(); i++) {
            array.set(i, value);
        }
    }

    /** The elements of all {@code arrays}, one after the other. */
    public static IntArray concat(IntArray... arrays) {
        IntArray all = new IntArray(sizeOfAll(arrays));
        copyAll(arrays, all);
        return all;
    }

    /** The elements as a Java array. */
    public int[] toHeapArray() {
        return getSegment().toArray(JAVA_INT_UNALIGNED);
    }

    public void set(int index, int value) {
        checkWrite(index);
        data().set(JAVA_INT_UNALIGNED, index * 4L, value);
    }

    public int get(int index) {
        checkRead(index);
        return data().get(JAVA_INT_UNALIGNED, index * 4L);
    }

    /** Sets every element. */
    public void init(int value) {
        for (int i = 0; i < getSize(); i++) {
            set(i, value);
        }
    }

    /** Sets every element to zero. */
    @Override
    public void clear() {
        init(0);
    }

    @Override
    public int getElementSize() {
        return ELEMENT_BYTES;
    }

    /** A copy of {@code length} elements from {@code offset} on. */
    public IntArray slice(int offset, int length) {
        return fromSegment(part(offset, length));
    }
}
