package uk.ac.manchester.tornado.api.types.arrays;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;
import uk.ac.manchester.tornado.api.annotations.Parallel;

/** Off-heap {@code float} elements, 4 bytes each, behind the array header: TornadoVM's {@code FloatArray}. */
public final class FloatArray extends TornadoNativeArray {
    private static final int ELEMENT_BYTES = 4;

    /** @param numberOfElements all zero */
    public FloatArray(int numberOfElements) {
        super(numberOfElements, ELEMENT_BYTES);
    }

    private FloatArray(MemorySegment headerAndData) {
        super(headerAndData, ELEMENT_BYTES);
    }

    /** A copy of {@code values}. */
    public static FloatArray fromArray(float[] values) {
        return fromSegment(MemorySegment.ofArray(values));
    }

    /** A copy of {@code values}. */
    public static FloatArray fromElements(float... values) {
        return fromArray(values);
    }

    /** A copy of a segment that holds data only. */
    public static FloatArray fromSegment(MemorySegment segment) {
        FloatArray array = new FloatArray(elements(segment, ELEMENT_BYTES));
        array.data().copyFrom(segment);
        return array;
    }

    /** A view of a segment that holds header and data; the header's bytes are overwritten. */
    public static FloatArray fromSegmentShallow(MemorySegment segment) {
        return new FloatArray(segment);
    }

    /** Copies the remaining elements of {@code buffer}. */
    public static FloatArray fromFloatBuffer(FloatBuffer buffer) {
        return fromSegment(MemorySegment.ofBuffer(buffer));
    }

    /** Sets every element; a kernel. */
    public static void initialize(FloatArray array, float value) {
        for (@Parallel int i = 0; i < array.getSize(); i++) {
            array.set(i, value);
        }
    }

    /** The elements of all {@code arrays}, one after the other. */
    public static FloatArray concat(FloatArray... arrays) {
        FloatArray all = new FloatArray(sizeOfAll(arrays));
        copyAll(arrays, all);
        return all;
    }

    /** The elements as a Java array. */
    public float[] toHeapArray() {
        return getSegment().toArray(JAVA_FLOAT_UNALIGNED);
    }

    public void set(int index, float value) {
        checkWrite(index);
        data().set(JAVA_FLOAT_UNALIGNED, index * 4L, value);
    }

    public float get(int index) {
        checkRead(index);
        return data().get(JAVA_FLOAT_UNALIGNED, index * 4L);
    }

    /** Sets every element. */
    public void init(float value) {
        for (int i = 0; i < getSize(); i++) {
            set(i, value);
        }
    }

    /** Sets every element to zero. */
    @Override
    public void clear() {
        init(0.0f);
    }

    @Override
    public int getElementSize() {
        return ELEMENT_BYTES;
    }

    /** A copy of {@code length} elements from {@code offset} on. */
    public FloatArray slice(int offset, int length) {
        return fromSegment(part(offset, length));
    }
}
