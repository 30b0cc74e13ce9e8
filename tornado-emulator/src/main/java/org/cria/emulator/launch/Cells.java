package org.cria.emulator.launch;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.types.HalfFloat;

/**
 * A Java array in kernel code: local to a group, or private to one work-item. Elements are kept as 64 bits whatever
 * their type; no element has a value before it is written, since devices do not clear this memory. Kernel code calls
 * the {@code get} and {@code set} methods in place of array instructions.
 */
public final class Cells implements Watched {
    private final long[] bits;
    /** Where it was made. */
    private final int origin;

    /** Of arrays that a group shares. */
    private final @Nullable Watch watch;
    /** Of private arrays: which elements were written. */
    private final boolean @Nullable [] written;

    private Cells(int length, int origin, @Nullable Watch watch, boolean @Nullable [] written) {
        this.bits = new long[length];
        this.origin = origin;
        this.watch = watch;
        this.written = written;
    }

    /** An array that the work-items of a group share. */
    static Cells local(int length, int site, boolean watching) {
        return new Cells(length, site, watching ? new Watch(length, true) : null, null);
    }

    /** {@code new float[length]} and the like in kernel code. */
    public static Cells allocate(int length, WorkItem item, int site) {
        boolean watching = item.launch.watching;
        return new Cells(length, site, null, watching ? new boolean[length] : null);
    }

    /** Another group has it. */
    void clear() {
        Arrays.fill(bits, 0);
    }

    @Override
    public String name(KernelRun launch) {
        return launch.arrayName(origin);
    }

    @Override
    public int length() {
        return bits.length;
    }

    private long read(int index, WorkItem item, int site) {
        if (Integer.compareUnsigned(index, bits.length) >= 0) {
            throw item.launch.outOfBounds(this, index, item, site);
        }
        if (watch != null) {
            watch.read(this, index, item, site);
        } else if (written != null && !written[index]) {
            item.launch.unwritten(this, index, item, site, false);
            written[index] = true; // told once
        }
        return bits[index];
    }

    private void write(int index, long value, WorkItem item, int site) {
        if (Integer.compareUnsigned(index, bits.length) >= 0) {
            throw item.launch.outOfBounds(this, index, item, site);
        }
        if (watch != null) {
            watch.write(this, index, item, site);
        } else if (written != null) {
            written[index] = true;
        }
        bits[index] = value;
    }

    /** Adds to an {@code int} with nothing in between. */
    void addInt(int index, int value, WorkItem item, int site) {
        if (Integer.compareUnsigned(index, bits.length) >= 0) {
            throw item.launch.outOfBounds(this, index, item, site);
        }
        if (watch != null) {
            watch.atomic(this, index, item, site);
        }
        int sum = (int) bits[index] + value; // wraps as on a device
        bits[index] = sum;
    }

    public HalfFloat getHalf(int index, WorkItem item, int site) {
        return new HalfFloat((short) read(index, item, site));
    }

    public void setHalf(int index, HalfFloat value, WorkItem item, int site) {
        write(index, value.getHalfFloatValue(), item, site);
    }

    public float getFloat(int index, WorkItem item, int site) {
        return Float.intBitsToFloat((int) read(index, item, site));
    }

    public double getDouble(int index, WorkItem item, int site) {
        return Double.longBitsToDouble(read(index, item, site));
    }

    public long getLong(int index, WorkItem item, int site) {
        return read(index, item, site);
    }

    /** Elements of {@code int}, {@code short}, {@code char}, {@code byte} and {@code boolean} arrays. */
    public int getInt(int index, WorkItem item, int site) {
        return (int) read(index, item, site);
    }

    public void setFloat(int index, float value, WorkItem item, int site) {
        write(index, Float.floatToRawIntBits(value), item, site);
    }

    public void setDouble(int index, double value, WorkItem item, int site) {
        write(index, Double.doubleToRawLongBits(value), item, site);
    }

    public void setLong(int index, long value, WorkItem item, int site) {
        write(index, value, item, site);
    }

    public void setInt(int index, int value, WorkItem item, int site) {
        write(index, value, item, site);
    }

    public void setShort(int index, int value, WorkItem item, int site) {
        write(index, (short) value, item, site);
    }

    public void setChar(int index, int value, WorkItem item, int site) {
        write(index, (char) value, item, site);
    }

    public void setByte(int index, int value, WorkItem item, int site) {
        write(index, (byte) value, item, site);
    }
}
