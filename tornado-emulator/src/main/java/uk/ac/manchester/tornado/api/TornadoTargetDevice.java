package uk.ac.manchester.tornado.api;

/**
 * A device as its driver describes it: of TornadoVM's {@code TornadoTargetDevice} the limits that kernels must keep.
 * Sizes in bytes.
 */
public interface TornadoTargetDevice {
    String getDeviceName();

    long getDeviceGlobalMemorySize();

    long getDeviceLocalMemorySize();

    int getDeviceMaxComputeUnits();

    /** Most work-items of a group, by dimension. */
    long[] getDeviceMaxWorkGroupSize();

    long getDeviceMaxAllocationSize();

    /** All that the driver tells, a line each; what that is differs from backend to backend. */
    String getDeviceInfo();
}
