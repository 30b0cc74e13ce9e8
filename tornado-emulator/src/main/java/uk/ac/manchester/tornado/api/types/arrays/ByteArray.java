package uk.ac.manchester.tornado.api.types.arrays;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import uk.ac.manchester.tornado.api.annotations.Parallel;

/** Off-heap {@code byte} elements, 1 byte each, behind the array header: TornadoVM's {@code ByteArray}. */
public final class ByteArray extends TornadoNativeArray {
    private static final int ELEMENT_BYTES = 1;

    /** @param numberOfElements all zero */
    public ByteArray(int numberOfElements) {
        super(numberOfElements, ELEMENT_BYTES);
    }

    private ByteArray(MemorySegment headerAndData) {
        super(headerAndData, ELEMENT_BYTES);
    }

    /** A copy of {@code values}. */
    public static ByteArray fromArray(byte[] values) {
        return fromSegment(MemorySegment.ofArray(values));
    }

    /** A copy of {@code values}. */
    public static ByteArray fromElements(byte... values) {
        return fromArray(values);
    }

    /** A copy of a segment that holds data only. */
    public static ByteArray fromSegment(MemorySegment segment) {
        ByteArray array = new ByteArray(elements(segment, ELEMENT_BYTES));
        array.data().copyFrom(segment);
        return array;
    }

    /** A view of a segment that holds header and data; the header's bytes are overwritten. */
    public static ByteArray fromSegmentShallow(MemorySegment segment) {
        return new ByteArray(segment);
    }

    /** Copies the remaining elements of {@code buffer}. */
    public static ByteArray fromByteBuffer(ByteBuffer buffer) {
        return fromSegment(MemorySegment.ofBuffer(buffer));
    }

    /** Sets every element; a kernel. */
    public static void initialize(ByteArray array, byte value) {
        for (@Parallel int i = 0; i < array.getSize(); i++) {
            array.set(i, value);
        }
    }

    /** The elements of all {@code arrays}, one after the other. */
    public static ByteArray concat(ByteArray... arrays) {
        ByteArray all = new ByteArray(sizeOfAll(arrays));
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
    public ByteArray slice(int offset, int length) {
        return fromSegment(part(offset, length));
    }
}
