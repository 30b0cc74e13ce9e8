package uk.ac.manchester.tornado.api.types.arrays;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.DoubleBuffer;
import uk.ac.manchester.tornado.api.annotations.Parallel;

/** Off-heap {@code double} elements, 8 bytes each, behind the array header: TornadoVM's {@code DoubleArray}. */
public final class DoubleArray extends TornadoNativeArray {
    private static final int ELEMENT_BYTES = 8;

    /** @param numberOfElements all zero */
    public DoubleArray(int numberOfElements) {
        super(numberOfElements, ELEMENT_BYTES);
    }

    private DoubleArray(MemorySegment headerAndData) {
        super(headerAndData, ELEMENT_BYTES);
    }

    /** A copy of {@code values}. */
    public static DoubleArray fromArray(double[] values) {
        return fromSegment(MemorySegment.ofArray(values));
    }

    /** A copy of {@code values}. */
    public static DoubleArray fromElements(double... values) {
        return fromArray(values);
    }

    /** A copy of a segment that holds data only. */
    public static DoubleArray fromSegment(MemorySegment segment) {
        DoubleArray array = new DoubleArray(elements(segment, ELEMENT_BYTES));
        array.data().copyFrom(segment);
        return array;
    }

    /** A view of a segment that holds header and data; the header's bytes are overwritten. */
    public static DoubleArray fromSegmentShallow(MemorySegment segment) {
        return new DoubleArray(segment);
    }

    /** Copies the remaining elements of {@code buffer}. */
    public static DoubleArray fromDoubleBuffer(DoubleBuffer buffer) {
        return fromSegment(MemorySegment.ofBuffer(buffer));
    }

    /** Sets every element; a kernel. */
    public static void initialize(DoubleArray array, double value) {
        for (@Parallel int i = 0; i < array.getSize(); i++) {
            array.set(i, value);
        }
    }

    /** The elements of all {@code arrays}, one after the other. */
    public static DoubleArray concat(DoubleArray... arrays) {
        DoubleArray all = new DoubleArray(sizeOfAll(arrays));
        copyAll(arrays, all);
        return all;
    }

    /** The elements as a Java array. */
    public double[] toHeapArray() {
        return getSegment().toArray(JAVA_DOUBLE_UNALIGNED);
    }

    public void set(int index, double value) {
        checkWrite(index);
        data().set(JAVA_DOUBLE_UNALIGNED, index * 8L, value);
    }

    public double get(int index) {
        checkRead(index);
        return data().get(JAVA_DOUBLE_UNALIGNED, index * 8L);
    }

    /** Sets every element. */
    public void init(double value) {
        for (int i = 0; i < getSize(); i++) {
            set(i, value);
        }
    }

    /** Sets every element to zero. */
    @Override
    public void clear() {
        init(0.0);
    }

    @Override
    public int getElementSize() {
        return ELEMENT_BYTES;
    }

    /** A copy of {@code length} elements from {@code offset} on. */
    public DoubleArray slice(int offset, int length) {
        return fromSegment(part(offset, length));
    }
}
