package uk.ac.manchester.tornado.api.types.arrays;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.annotations.Parallel;

/** Off-heap {@code byte} elements, 1 byte each, behind the array header: TornadoVM's {@code Int8Array}. */
public final class Int8Array extends TornadoNativeArray {
    private static final int ELEMENT_BYTES = 1;

    /** @param numberOfElements all zero */
    public Int8Array(int numberOfElements) {
        super(numberOfElements, ELEMENT_BYTES);
    }

    private Int8Array(MemorySegment headerAndData) {
        super(headerAndData, ELEMENT_BYTES);
    }

    /** A copy of {@code values}. */
    public static Int8Array fromArray(byte[] values) {
        return fromSegment(MemorySegment.ofArray(values));
    }

    /** A copy of {@code values}. */
    public static Int8Array fromElements(byte... values) {
        return fromArray(values);
    }

    /** A copy of a segment that holds data only. */
    public static Int8Array fromSegment(MemorySegment segment) {
        Int8Array array = new Int8Array(elements(segment, ELEMENT_BYTES));
        array.data().copyFrom(segment);
        return array;
    }

    /** A view of a segment that holds header and data; the header's bytes are overwritten. */
    public static Int8Array fromSegmentShallow(MemorySegment segment) {
        return new Int8Array(segment);
    }

    /** Sets every element; a kernel. */
    public static void initialize(Int8Array array, byte value) {
        for (@Parallel int i = 0; i < array.getSize(); i++) {
            array.set(i, value);
        }
    }

    /** The elements of all {@code arrays}, one after the other. */
    public static Int8Array concat(Int8Array... arrays) {
        Int8Array all = new Int8Array(sizeOfAll(arrays));
        copyAll(arrays, all);
        return all;
    }

    /** The elements as a Java array. */
    public byte[] toHeapArray() {
        return getSegment().toArray(JAVA_BYTE);
    }

    public void set(int index, byte value) {
        checkWrite(index);
        data().set(JAVA_BYTE, index, value);
    }

    public byte get(int index) {
        checkRead(index);
        return data().get(JAVA_BYTE, index);
    }

    /** Sets every element. */
    public void init(byte value) {
        for (int i = 0; i < getSize(); i++) {
            set(i, value);
        }
    }

    /** Sets every element to zero. */
    @Override
    public void clear() {
        init((byte) 0);
    }

    @Override
    public int getElementSize() {
        return ELEMENT_BYTES;
    }

    /** A copy of {@code length} elements from {@code offset} on. */
    public Int8Array slice(int offset, int length) {
        return fromSegment(part(offset, length));
    }
}
