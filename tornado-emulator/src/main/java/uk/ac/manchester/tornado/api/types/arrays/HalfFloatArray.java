package uk.ac.manchester.tornado.api.types.arrays;

import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.HalfFloat;

/**
 * Off-heap IEEE half-precision elements, two bytes each, behind the array header: TornadoVM's {@code HalfFloatArray}.
 */
public final class HalfFloatArray extends TornadoNativeArray {
    private static final int ELEMENT_BYTES = 2;

    /** @param numberOfElements all zero */
    public HalfFloatArray(int numberOfElements) {
        super(numberOfElements, ELEMENT_BYTES);
    }

    private HalfFloatArray(MemorySegment headerAndData) {
        super(headerAndData, ELEMENT_BYTES);
    }

    /** A copy of {@code values}. */
    public static HalfFloatArray fromArray(HalfFloat[] values) {
        HalfFloatArray array = new HalfFloatArray(values.length);
        for (int i = 0; i < values.length; i++) {
            array.set(i, values[i]);
        }
        return array;
    }

    /** A copy of {@code values}. */
    public static HalfFloatArray fromElements(HalfFloat... values) {
        return fromArray(values);
    }

    /** A copy of a segment that holds data only. */
    public static HalfFloatArray fromSegment(MemorySegment segment) {
        HalfFloatArray array = new HalfFloatArray(elements(segment, ELEMENT_BYTES));
        array.data().copyFrom(segment);
        return array;
    }

    /** A view of a segment that holds header and data; the header's bytes are overwritten. */
    public static HalfFloatArray fromSegmentShallow(MemorySegment segment) {
        return new HalfFloatArray(segment);
    }

    /** Sets every element; a kernel. */
    public static void initialize(HalfFloatArray array, HalfFloat value) {
        for (@Parallel int i = 0; i < array.getSize(); i++) {
            array.set(i, value);
        }
    }

    /** The elements of all {@code arrays}, one after the other. */
    public static HalfFloatArray concat(HalfFloatArray... arrays) {
        HalfFloatArray all = new HalfFloatArray(sizeOfAll(arrays));
        copyAll(arrays, all);
        return all;
    }

    /** The elements as a Java array. */
    public HalfFloat[] toHeapArray() {
        HalfFloat[] values = new HalfFloat[getSize()];
        for (int i = 0; i < values.length; i++) {
            values[i] = get(i);
        }
        return values;
    }

    /** The elements' bits as a Java array. */
    public short[] toShortArray() {
        return getSegment().toArray(JAVA_SHORT_UNALIGNED);
    }

    public void set(int index, HalfFloat value) {
        checkWrite(index);
        data().set(JAVA_SHORT_UNALIGNED, index * 2L, value.getHalfFloatValue());
    }

    public HalfFloat get(int index) {
        checkRead(index);
        return new HalfFloat(data().get(JAVA_SHORT_UNALIGNED, index * 2L));
    }

    /** Sets every element. */
    public void init(HalfFloat value) {
        for (int i = 0; i < getSize(); i++) {
            set(i, value);
        }
    }

    /** Sets every element to zero. */
    @Override
    public void clear() {
        init(new HalfFloat((short) 0));
    }

    @Override
    public int getElementSize() {
        return ELEMENT_BYTES;
    }

    /** A copy of {@code length} elements from {@code offset} on. */
    public HalfFloatArray slice(int offset, int length) {
        return fromSegment(part(offset, length));
    }
}
