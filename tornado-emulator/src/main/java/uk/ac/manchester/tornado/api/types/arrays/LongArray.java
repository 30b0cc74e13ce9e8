package uk.ac.manchester.tornado.api.types.arrays;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.LongBuffer;
import uk.ac.manchester.tornado.api.annotations.Parallel;

/** Off-heap {@code long} elements, 8 bytes each, behind the array header: TornadoVM's {@code LongArray}. */
public final class LongArray extends TornadoNativeArray {
    private static final int ELEMENT_BYTES = 8;

    /** @param numberOfElements all zero */
    public LongArray(int numberOfElements) {
        super(numberOfElements, ELEMENT_BYTES);
    }

    private LongArray(MemorySegment headerAndData) {
        super(headerAndData, ELEMENT_BYTES);
    }

    /** A copy of {@code values}. */
    public static LongArray fromArray(long[] values) {
        return fromSegment(MemorySegment.ofArray(values));
    }

    /** A copy of {@code values}. */
    public static LongArray fromElements(long... values) {
        return fromArray(values);
    }

    /** A copy of a segment that holds data only. */
    public static LongArray fromSegment(MemorySegment segment) {
        LongArray array = new LongArray(elements(segment, ELEMENT_BYTES));
        array.data().copyFrom(segment);
        return array;
    }

    /** A view of a segment that holds header and data; the header's bytes are overwritten. */
    public static LongArray fromSegmentShallow(MemorySegment segment) {
        return new LongArray(segment);
    }

    /** Copies the remaining elements of {@code buffer}. */
    public static LongArray fromLongBuffer(LongBuffer buffer) {
        return fromSegment(MemorySegment.ofBuffer(buffer));
    }

    /** Sets every element; a kernel. */
    public static void initialize(LongArray array, long value) {
        for (@Parallel int i = 0; i < array.getSize(); i++) {
            array.set(i, value);
        }
    }

    /** The elements of all {@code arrays}, one after the other. */
    public static LongArray concat(LongArray... arrays) {
        LongArray all = new LongArray(sizeOfAll(arrays));
        copyAll(arrays, all);
        return all;
    }

    /** The elements as a Java array. */
    public long[] toHeapArray() {
        return getSegment().toArray(JAVA_LONG_UNALIGNED);
    }

    public void set(int index, long value) {
        checkWrite(index);
        data().set(JAVA_LONG_UNALIGNED, index * 8L, value);
    }

    public long get(int index) {
        checkRead(index);
        return data().get(JAVA_LONG_UNALIGNED, index * 8L);
    }

    /** Sets every element. */
    public void init(long value) {
        for (int i = 0; i < getSize(); i++) {
            set(i, value);
        }
    }

    /** Sets every element to zero. */
    @Override
    public void clear() {
        init(0L);
    }

    @Override
    public int getElementSize() {
        return ELEMENT_BYTES;
    }

    /** A copy of {@code length} elements from {@code offset} on. */
    public LongArray slice(int offset, int length) {
        return fromSegment(part(offset, length));
    }
}
