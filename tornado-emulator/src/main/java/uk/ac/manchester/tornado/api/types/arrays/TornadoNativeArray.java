package uk.ac.manchester.tornado.api.types.arrays;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Objects;
import org.cria.emulator.graph.HostWatch;
import org.jspecify.annotations.Nullable;

/**
 * Elements in one segment behind a header: what all of TornadoVM's array types share.
 *
 * <p>Once a device has a copy, single reads and writes on the host are watched: {@code get} of an element that only
 * the device has anew is a finding. {@link #getSegment()} and the copying methods count as reads of the whole array;
 * what is written through a segment is not seen.
 */
public abstract sealed class TornadoNativeArray
        permits ByteArray, DoubleArray, FloatArray, HalfFloatArray, Int8Array, IntArray, LongArray, ShortArray {
    /**
     * Bytes before the first element: an object header's size, 16, or 24 where the JVM runs without compressed
     * pointers.
     */
    public static final long ARRAY_HEADER =
            compressed(ManagementFactory.getRuntimeMXBean().getInputArguments()) ? 16 : 24;

    private final MemorySegment headerAndData;
    private final MemorySegment data;
    private final int size;
    /** Set by the emulator through a handle while a device has a copy. */
    @SuppressWarnings("UnusedVariable")
    private @Nullable HostWatch watch;

    TornadoNativeArray(int size, int elementBytes) {
        this(Arena.ofAuto().allocate(ARRAY_HEADER + (long) size * elementBytes, 8), elementBytes);
    }

    TornadoNativeArray(MemorySegment headerAndData, int elementBytes) {
        this.headerAndData = headerAndData;
        this.data = headerAndData.asSlice(ARRAY_HEADER);
        this.size = elements(data, elementBytes);
        headerAndData.set(JAVA_INT_UNALIGNED, 0, size);
    }

    private static boolean compressed(List<String> jvmArguments) {
        return !jvmArguments.contains("-XX:-UseCompressedOops")
                && !jvmArguments.contains("-XX:-UseCompressedClassPointers");
    }

    static int elements(MemorySegment data, int elementBytes) {
        long bytes = data.byteSize();
        if (bytes % elementBytes != 0 || bytes / elementBytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("A segment of " + bytes
                    + " bytes is not a whole number (below 2^31) of elements of " + elementBytes + " bytes.");
        }
        return (int) (bytes / elementBytes);
    }

    static int sizeOfAll(TornadoNativeArray[] arrays) {
        int size = 0;
        for (TornadoNativeArray array : arrays) {
            size = Math.addExact(size, array.getSize());
        }
        return size;
    }

    static void copyAll(TornadoNativeArray[] arrays, TornadoNativeArray all) {
        long at = 0;
        for (TornadoNativeArray array : arrays) {
            MemorySegment part = array.getSegment();
            MemorySegment.copy(part, 0, all.data(), at, part.byteSize());
            at += part.byteSize();
        }
    }

    final MemorySegment data() {
        return data;
    }

    final MemorySegment part(int offset, int length) {
        Objects.checkFromIndexSize(offset, length, size);
        return getSegment().asSlice((long) offset * getElementSize(), (long) length * getElementSize());
    }

    final void checkRead(int index) {
        Objects.checkIndex(index, size);
        HostWatch watching = watch;
        if (watching != null) {
            watching.read(index);
        }
    }

    final void checkWrite(int index) {
        Objects.checkIndex(index, size);
        HostWatch watching = watch;
        if (watching != null) {
            watching.written(index);
        }
    }

    public int getSize() {
        return size;
    }

    /** The data without the header. */
    public MemorySegment getSegment() {
        HostWatch watching = watch;
        if (watching != null) {
            watching.readAll();
        }
        return data;
    }

    /** Header and data; nobody watches what is done with it. */
    public MemorySegment getSegmentWithHeader() {
        return headerAndData;
    }

    public long getNumBytesOfSegmentWithHeader() {
        return headerAndData.byteSize();
    }

    public long getNumBytesOfSegment() {
        return data.byteSize();
    }

    /** Sets every element to zero. */
    protected abstract void clear();

    /** Bytes of one element. */
    public abstract int getElementSize();
}
