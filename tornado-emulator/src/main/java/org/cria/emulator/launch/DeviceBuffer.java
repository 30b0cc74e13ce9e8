package org.cria.emulator.launch;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.types.HalfFloat;

/**
 * The device's copy of a host array. Fresh memory holds bytes 0xFF, so that numbers read from it look wrong (NaN, -1)
 * even where nobody watches. Kernel code calls the {@code get} and {@code set} methods in place of those of
 * TornadoVM's arrays.
 */
public final class DeviceBuffer implements Watched {
    private static final byte FRESH = -1;
    private static final byte[] NO_BYTES = {};
    private static final short[] NO_SHORTS = {};
    private static final int[] NO_INTS = {};
    private static final long[] NO_LONGS = {};

    /**
     * The elements, in the array that has their width; the others are empty. Java's own check of an index is the one that is made
     * here, so compiled code has it once; views of other types on bytes had both, and were slow until they were compiled.
     */
    private final byte[] bytes;

    private final short[] shorts;
    private final int[] ints;
    private final long[] longs;
    /** The same memory as bytes. */
    private final MemorySegment memory;

    private final int size;
    private final @Nullable Watch watch;
    private final boolean @Nullable [] newerThanHost;
    /** Whether this launch may write it; then reads are ordered with writes. */
    private boolean written;
    /** Whether the launch reduces into it: then its accesses are put in order by TornadoVM. */
    private boolean reduced;

    /** Whether reads are told: not where every element has a value and the launch writes none. */
    private boolean told;

    /**
     * @param size          elements
     * @param elementBytes  bytes of one
     * @param newerThanHost [size] set where a kernel writes; null where nobody watches
     */
    public DeviceBuffer(int size, int elementBytes, boolean @Nullable [] newerThanHost) {
        this.bytes = elementBytes == Byte.BYTES ? new byte[size] : NO_BYTES;
        this.shorts = elementBytes == Short.BYTES ? new short[size] : NO_SHORTS;
        this.ints = elementBytes == Integer.BYTES ? new int[size] : NO_INTS;
        this.longs = elementBytes == Long.BYTES ? new long[size] : NO_LONGS;
        this.memory = switch (elementBytes) {
            case Byte.BYTES -> MemorySegment.ofArray(bytes);
            case Short.BYTES -> MemorySegment.ofArray(shorts);
            case Integer.BYTES -> MemorySegment.ofArray(ints);
            case Long.BYTES -> MemorySegment.ofArray(longs);
            default -> throw new IllegalArgumentException("elements of " + elementBytes + " bytes");
        };
        memory.fill(FRESH);
        this.size = size;
        this.newerThanHost = newerThanHost;
        this.watch = newerThanHost == null ? null : new Watch(size, false);
    }

    public long byteSize() {
        return memory.byteSize();
    }

    /** Whether kernels tell the host of their writes here. */
    @SuppressWarnings("ReferenceEquality") // one array, not equal ones
    public boolean tells(boolean[] newer) {
        return newerThanHost == newer;
    }

    /** Makes it as new: nothing has a value. */
    public void renew() {
        memory.fill(FRESH);
        if (watch != null) {
            watch.markUnwritten();
        }
    }

    /** Overwrites everything with the host's data. */
    public void copyFrom(MemorySegment host) {
        memory.copyFrom(host);
        if (watch != null) {
            watch.markCopied();
        }
    }

    /** Writes everything to the host. */
    public void copyTo(MemorySegment host) {
        host.copyFrom(memory);
    }

    /** Whether an element has been copied or written. */
    public boolean holds(int index) {
        return watch == null || watch.writer(index) != Watch.UNWRITTEN;
    }

    /** The copy of an element is out of date: the host has changed its own, or has not got the device's. */
    public void outdate(int index) {
        if (watch != null && watch.writer(index) != Watch.UNWRITTEN) {
            watch.mark(index, Watch.OUTDATED);
        }
    }

    /** The element has no value, though it was copied. */
    public void empty(int index) {
        if (watch != null) {
            watch.mark(index, Watch.UNWRITTEN);
        }
    }

    /**
     * A launch begins.
     *
     * @param mayWrite whether its kernel has an instruction that writes this array
     * @param reduces  whether the kernel's parameter is marked as the result of a reduction
     */
    void begin(boolean mayWrite, boolean reduces) {
        written = mayWrite;
        reduced = reduces;
        told = watch != null && watch.begin(mayWrite);
    }

    @Override
    public String name(KernelRun launch) {
        return launch.parameterName(this);
    }

    @Override
    public int length() {
        return size;
    }

    private void reads(int index, int length, WorkItem item, int site) {
        if (Integer.compareUnsigned(index, length) >= 0) {
            throw item.launch.outOfBounds(this, index, item, site);
        }
        if (told) {
            tellRead(index, item, site);
        }
    }

    private void tellRead(int index, WorkItem item, int site) {
        if (watch == null) {
            return;
        }
        if (written && !reduced) {
            watch.read(this, index, item, site);
        } else {
            watch.readValue(this, index, item, site);
        }
    }

    private void writes(int index, int length, WorkItem item, int site) {
        if (Integer.compareUnsigned(index, length) >= 0) {
            throw item.launch.outOfBounds(this, index, item, site);
        }
        if (watch != null && newerThanHost != null) {
            if (!written) {
                throw new IllegalStateException(
                        name(item.launch) + " is written, which its kernel's code did not show");
            }
            if (reduced) {
                watch.atomic(this, index, item, site);
            } else {
                watch.write(this, index, item, site);
            }
            wrote(newerThanHost, index, item, site);
        }
    }

    private void wrote(boolean[] newer, int index, WorkItem item, int site) {
        newer[index] = true;
        if (item.launch.hasOutputs) {
            item.launch.checkOutput(this, index, item, site);
        }
    }

    /** Before an element is read and written at once. */
    private void atomic(int index, int length, WorkItem item, int site) {
        if (Integer.compareUnsigned(index, length) >= 0) {
            throw item.launch.outOfBounds(this, index, item, site);
        }
        if (watch != null && newerThanHost != null) {
            watch.atomic(this, index, item, site);
            wrote(newerThanHost, index, item, site);
        }
    }

    void addInt(int index, int value, WorkItem item, int site) {
        atomic(index, ints.length, item, site);
        ints[index] += value;
    }

    void addLong(int index, long value, WorkItem item, int site) {
        atomic(index, longs.length, item, site);
        longs[index] += value;
    }

    void addFloat(int index, float value, WorkItem item, int site) {
        atomic(index, ints.length, item, site);
        ints[index] = Float.floatToRawIntBits(Float.intBitsToFloat(ints[index]) + value);
    }

    void addDouble(int index, double value, WorkItem item, int site) {
        atomic(index, longs.length, item, site);
        longs[index] = Double.doubleToRawLongBits(Double.longBitsToDouble(longs[index]) + value);
    }

    public float getFloat(int index, WorkItem item, int site) {
        reads(index, ints.length, item, site);
        return Float.intBitsToFloat(ints[index]);
    }

    public int getInt(int index, WorkItem item, int site) {
        reads(index, ints.length, item, site);
        return ints[index];
    }

    public byte getByte(int index, WorkItem item, int site) {
        reads(index, bytes.length, item, site);
        return bytes[index];
    }

    public short getShort(int index, WorkItem item, int site) {
        reads(index, shorts.length, item, site);
        return shorts[index];
    }

    public HalfFloat getHalf(int index, WorkItem item, int site) {
        return new HalfFloat(getShort(index, item, site));
    }

    public long getLong(int index, WorkItem item, int site) {
        reads(index, longs.length, item, site);
        return longs[index];
    }

    public double getDouble(int index, WorkItem item, int site) {
        reads(index, longs.length, item, site);
        return Double.longBitsToDouble(longs[index]);
    }

    public void setFloat(int index, float value, WorkItem item, int site) {
        writes(index, ints.length, item, site);
        ints[index] = Float.floatToRawIntBits(value);
    }

    public void setInt(int index, int value, WorkItem item, int site) {
        writes(index, ints.length, item, site);
        ints[index] = value;
    }

    public void setByte(int index, byte value, WorkItem item, int site) {
        writes(index, bytes.length, item, site);
        bytes[index] = value;
    }

    public void setShort(int index, short value, WorkItem item, int site) {
        writes(index, shorts.length, item, site);
        shorts[index] = value;
    }

    public void setHalf(int index, HalfFloat value, WorkItem item, int site) {
        setShort(index, value.getHalfFloatValue(), item, site);
    }

    public void setLong(int index, long value, WorkItem item, int site) {
        writes(index, longs.length, item, site);
        longs[index] = value;
    }

    public void setDouble(int index, double value, WorkItem item, int site) {
        writes(index, longs.length, item, site);
        longs[index] = Double.doubleToRawLongBits(value);
    }
}
