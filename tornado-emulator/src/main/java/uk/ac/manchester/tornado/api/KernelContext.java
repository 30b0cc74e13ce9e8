package uk.ac.manchester.tornado.api;

/**
 * What a kernel knows of its place in the grid, and what its group shares: TornadoVM's {@code KernelContext}. These
 * are the host's values, all zero; in a task the emulator puts the real ids, barriers and local arrays in their
 * place.
 */
public class KernelContext {
    public final Integer globalIdx = 0;
    public final Integer globalIdy = 0;
    public final Integer globalIdz = 0;
    public final Integer groupIdx = 0;
    public final Integer groupIdy = 0;
    public final Integer groupIdz = 0;
    public final Integer localIdx = 0;
    public final Integer localIdy = 0;
    public final Integer localIdz = 0;
    public final Integer globalGroupSizeX = 0;
    public final Integer globalGroupSizeY = 0;
    public final Integer globalGroupSizeZ = 0;
    public final Integer localGroupSizeX = 0;
    public final Integer localGroupSizeY = 0;
    public final Integer localGroupSizeZ = 0;

    public KernelContext() {}

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
}
