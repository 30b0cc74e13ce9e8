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

    /** Overwrites everything with the host's data. */
    public void copyFrom(MemorySegment host) {
        MemorySegment.ofArray(bytes).copyFrom(host);
        if (watch != null) {
            watch.markAll(Watch.COPIED);
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
        if (watch != null) {
            watch.read(this, index, item, site);
        }
    }

    private void writes(int index, WorkItem item, int site) {
        if (Integer.compareUnsigned(index, size) >= 0) {
            throw item.launch.outOfBounds(this, index, item, site);
        }
        if (watch != null && newerThanHost != null) {
            watch.write(this, index, item, site);
            newerThanHost[index] = true;
            if (item.launch.hasOutputs) {
                item.launch.checkOutput(this, index, item, site);
            }
        }
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
