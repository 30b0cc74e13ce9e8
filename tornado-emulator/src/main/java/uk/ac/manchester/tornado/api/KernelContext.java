package uk.ac.manchester.tornado.api;

import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.DoubleArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/**
 * What a kernel knows of its place in the grid, and what its group shares: TornadoVM's {@code KernelContext}. These
 * are the host's values, all zero; in a task the emulator puts the real ids, barriers and local arrays in their
 * place.
 */
public class KernelContext {
    public final Integer globalIdx;
    public final Integer globalIdy;
    public final Integer globalIdz;
    public final Integer groupIdx;
    public final Integer groupIdy;
    public final Integer groupIdz;
    public final Integer localIdx;
    public final Integer localIdy;
    public final Integer localIdz;
    public final Integer globalGroupSizeX;
    public final Integer globalGroupSizeY;
    public final Integer globalGroupSizeZ;
    public final Integer localGroupSizeX;
    public final Integer localGroupSizeY;
    public final Integer localGroupSizeZ;

    public KernelContext() {
        this(new int[15]);
    }

    /**
     * One work-item's, for {@link org.cria.emulator.SteppedGroup}.
     *
     * @param ids [15] global ids, group ids, local ids, global sizes, local sizes, x before y and z
     */
    protected KernelContext(int[] ids) {
        globalIdx = ids[0];
        globalIdy = ids[1];
        globalIdz = ids[2];
        groupIdx = ids[3];
        groupIdy = ids[4];
        groupIdz = ids[5];
        localIdx = ids[6];
        localIdy = ids[7];
        localIdz = ids[8];
        globalGroupSizeX = ids[9];
        globalGroupSizeY = ids[10];
        globalGroupSizeZ = ids[11];
        localGroupSizeX = ids[12];
        localGroupSizeY = ids[13];
        localGroupSizeZ = ids[14];
    }

    /** Waits for the group; orders its accesses to local arrays (OpenCL's local fence). */
    public void localBarrier() {}

    /** Waits for the group (not for the grid); orders the group's accesses to global arrays (OpenCL's global fence). */
    public void globalBarrier() {}

    /** An array of {@code size} elements that the group shares, with nothing in them until written. */
    public int[] allocateIntLocalArray(int size) {
        return new int[size];
    }

    /** An array of {@code size} elements that the group shares, with nothing in them until written. */
    public byte[] allocateByteLocalArray(int size) {
        return new byte[size];
    }

    /** An array of {@code size} elements that the group shares, with nothing in them until written. */
    public long[] allocateLongLocalArray(int size) {
        return new long[size];
    }

    /** An array of {@code size} elements that the group shares, with nothing in them until written. */
    public float[] allocateFloatLocalArray(int size) {
        return new float[size];
    }

    /** An array of {@code size} elements that the group shares, with nothing in them until written. */
    public double[] allocateDoubleLocalArray(int size) {
        return new double[size];
    }

    /** The sum over the 32 work-items of a subgroup; CUDA has it, OpenCL returns {@code value}. */
    public float simdSum(float value) {
        return value;
    }

    /** The value of the work-item {@code delta} places further in the subgroup of 32, its own beyond the end. */
    public float simdShuffleDown(float value, int delta) {
        return value;
    }

    /** The value of the first work-item of the subgroup of 32. */
    public float simdBroadcastFirst(float value) {
        return value;
    }

    /** An array of {@code size} elements that the group shares, with nothing in them until written. */
    public HalfFloat[] allocateHalfFloatLocalArray(int size) {
        return new HalfFloat[size];
    }

    /** Adds to an element with nothing in between, whoever else does the same. */
    public void atomicAdd(IntArray array, int index, int value) {
        array.set(index, array.get(index) + value);
    }

    /** Adds to an element with nothing in between, whoever else does the same. */
    public void atomicAdd(LongArray array, int index, long value) {
        array.set(index, array.get(index) + value);
    }

    /** Adds to an element with nothing in between, whoever else does the same. OpenCL refuses it. */
    public void atomicAdd(FloatArray array, int index, float value) {
        array.set(index, array.get(index) + value);
    }

    /** Adds to an element with nothing in between, whoever else does the same. OpenCL refuses it. */
    public void atomicAdd(DoubleArray array, int index, double value) {
        array.set(index, array.get(index) + value);
    }

    /** Adds to an element with nothing in between, whoever else does the same. */
    public void atomicAdd(int[] array, int index, int value) {
        array[index] += value;
    }
}
