package uk.ac.manchester.tornado.api.types.arrays;

import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.ShortBuffer;
import uk.ac.manchester.tornado.api.annotations.Parallel;

/** Off-heap {@code short} elements, 2 bytes each, behind the array header: TornadoVM's {@code ShortArray}. */
public final class ShortArray extends TornadoNativeArray {
    private static final int ELEMENT_BYTES = 2;

    /** @param numberOfElements all zero */
    public ShortArray(int numberOfElements) {
        super(numberOfElements, ELEMENT_BYTES);
    }

    private ShortArray(MemorySegment headerAndData) {
        super(headerAndData, ELEMENT_BYTES);
    }

    /** A copy of {@code values}. */
    public static ShortArray fromArray(short[] values) {
        return fromSegment(MemorySegment.ofArray(values));
    }

    /** A copy of {@code values}. */
    public static ShortArray fromElements(short... values) {
        return fromArray(values);
    }

    /** A copy of a segment that holds data only. */
    public static ShortArray fromSegment(MemorySegment segment) {
        ShortArray array = new ShortArray(elements(segment, ELEMENT_BYTES));
        array.data().copyFrom(segment);
        return array;
    }

    /** A view of a segment that holds header and data; the header's bytes are overwritten. */
    public static ShortArray fromSegmentShallow(MemorySegment segment) {
        return new ShortArray(segment);
    }

    /** Copies the remaining elements of {@code buffer}. */
    public static ShortArray fromShortBuffer(ShortBuffer buffer) {
        return fromSegment(MemorySegment.ofBuffer(buffer));
    }

    /** Sets every element; a kernel. */
    public static void initialize(ShortArray array, short value) {
        for (@Parallel int i = 0; i < array.getSize(); i++) {
            array.set(i, value);
        }
    }

    /** The elements of all {@code arrays}, one after the other. */
    public static ShortArray concat(ShortArray... arrays) {
        ShortArray all = new ShortArray(sizeOfAll(arrays));
        copyAll(arrays, all);
        return all;
    }

    /** The elements as a Java array. */
    public short[] toHeapArray() {
        return getSegment().toArray(JAVA_SHORT_UNALIGNED);
    }

    public void set(int index, short value) {
        checkWrite(index);
        data().set(JAVA_SHORT_UNALIGNED, index * 2L, value);
    }

    public short get(int index) {
        checkRead(index);
        return data().get(JAVA_SHORT_UNALIGNED, index * 2L);
    }

    /** Sets every element. */
    public void init(short value) {
        for (int i = 0; i < getSize(); i++) {
            set(i, value);
        }
    }

    /** Sets every element to zero. */
    @Override
    public void clear() {
        init((short) 0);
    }

    @Override
    public int getElementSize() {
        return ELEMENT_BYTES;
    }

    /** A copy of {@code length} elements from {@code offset} on. */
    public ShortArray slice(int offset, int length) {
        return fromSegment(part(offset, length));
    }
}
