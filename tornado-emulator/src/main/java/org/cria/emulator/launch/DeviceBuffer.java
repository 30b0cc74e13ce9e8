package org.cria.emulator.launch;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.types.HalfFloat;

/**
 * The device's copy of a host array. Fresh memory holds bytes 0xFF, so that numbers read from it look wrong (NaN, -1)
 * even where nobody watches. Kernel code calls the {@code get} and {@code set} methods in place of those of
 * TornadoVM's arrays.
 */
public final class DeviceBuffer implements Watched {
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle FLOATS =
            MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.nativeOrder());
    private static final VarHandle DOUBLES =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.nativeOrder());

    private final byte[] bytes;
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
        this.bytes = new byte[Math.multiplyExact(size, elementBytes)];
        Arrays.fill(bytes, (byte) -1);
        this.size = size;
        this.newerThanHost = newerThanHost;
        this.watch = newerThanHost == null ? null : new Watch(size, false);
    }

    public long byteSize() {
        return bytes.length;
    }

    /** Whether kernels tell the host of their writes here. */
    @SuppressWarnings("ReferenceEquality") // one array, not equal ones
    public boolean tells(boolean[] newer) {
        return newerThanHost == newer;
    }

    /** Makes it as new: nothing has a value. */
    public void renew() {
        Arrays.fill(bytes, (byte) -1);
        if (watch != null) {
            watch.markUnwritten();
        }
    }

    /** Overwrites everything with the host's data. */
    public void copyFrom(MemorySegment host) {
        MemorySegment.ofArray(bytes).copyFrom(host);
        if (watch != null) {
            watch.markCopied();
        }
    }

    /** Writes everything to the host. */
    public void copyTo(MemorySegment host) {
        host.copyFrom(MemorySegment.ofArray(bytes));
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

    private void reads(int index, WorkItem item, int site) {
        if (Integer.compareUnsigned(index, size) >= 0) {
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

    private void writes(int index, WorkItem item, int site) {
        if (Integer.compareUnsigned(index, size) >= 0) {
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
    private void atomic(int index, WorkItem item, int site) {
        if (Integer.compareUnsigned(index, size) >= 0) {
            throw item.launch.outOfBounds(this, index, item, site);
        }
        if (watch != null && newerThanHost != null) {
            watch.atomic(this, index, item, site);
            wrote(newerThanHost, index, item, site);
        }
    }

    void addInt(int index, int value, WorkItem item, int site) {
        atomic(index, item, site);
        INTS.set(bytes, index << 2, (int) INTS.get(bytes, index << 2) + value);
    }

    void addLong(int index, long value, WorkItem item, int site) {
        atomic(index, item, site);
        LONGS.set(bytes, index << 3, (long) LONGS.get(bytes, index << 3) + value);
    }

    void addFloat(int index, float value, WorkItem item, int site) {
        atomic(index, item, site);
        FLOATS.set(bytes, index << 2, (float) FLOATS.get(bytes, index << 2) + value);
    }

    void addDouble(int index, double value, WorkItem item, int site) {
        atomic(index, item, site);
        DOUBLES.set(bytes, index << 3, (double) DOUBLES.get(bytes, index << 3) + value);
    }

    public float getFloat(int index, WorkItem item, int site) {
        reads(index, item, site);
        return (float) FLOATS.get(bytes, index << 2);
    }

    public int getInt(int index, WorkItem item, int site) {
        reads(index, item, site);
        return (int) INTS.get(bytes, index << 2);
    }

    public byte getByte(int index, WorkItem item, int site) {
        reads(index, item, site);
        return bytes[index];
    }

    public short getShort(int index, WorkItem item, int site) {
        reads(index, item, site);
        return (short) SHORTS.get(bytes, index << 1);
    }

    public HalfFloat getHalf(int index, WorkItem item, int site) {
        return new HalfFloat(getShort(index, item, site));
    }

    public long getLong(int index, WorkItem item, int site) {
        reads(index, item, site);
        return (long) LONGS.get(bytes, index << 3);
    }

    public double getDouble(int index, WorkItem item, int site) {
        reads(index, item, site);
        return (double) DOUBLES.get(bytes, index << 3);
    }

    public void setFloat(int index, float value, WorkItem item, int site) {
        writes(index, item, site);
        FLOATS.set(bytes, index << 2, value);
    }

    public void setInt(int index, int value, WorkItem item, int site) {
        writes(index, item, site);
        INTS.set(bytes, index << 2, value);
    }

    public void setByte(int index, byte value, WorkItem item, int site) {
        writes(index, item, site);
        bytes[index] = value;
    }

    public void setShort(int index, short value, WorkItem item, int site) {
        writes(index, item, site);
        SHORTS.set(bytes, index << 1, value);
    }

    public void setHalf(int index, HalfFloat value, WorkItem item, int site) {
        setShort(index, value.getHalfFloatValue(), item, site);
    }

    public void setLong(int index, long value, WorkItem item, int site) {
        writes(index, item, site);
        LONGS.set(bytes, index << 3, value);
    }

    public void setDouble(int index, double value, WorkItem item, int site) {
        writes(index, item, site);
        DOUBLES.set(bytes, index << 3, value);
    }
}
