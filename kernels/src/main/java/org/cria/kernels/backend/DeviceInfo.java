package org.cria.kernels.backend;

/**
 * A device as its driver describes it.
 *
 * @param name as {@code --device} takes it: {@code cpu}, {@code tornado:opencl:0}
 * @param backend what drives it: {@code cpu}, {@code emulator}, or TornadoVM's {@code opencl}, {@code ptx}, {@code cuda}, …
 * @param deviceName the maker's name for it
 * @param platform whose driver it is
 * @param driver that driver's version; empty where none is told
 * @param memoryBytes of the device; 0 where it is not told
 * @param allocationBytes the largest single array
 * @param localBytes that a group of work-items shares; 0 for devices without groups
 * @param groupItems the most work-items of a group; 1 for devices without groups
 * @param fp16 whether it computes in 16 bits; Cria's kernels do without
 * @param computeUnits that work at a time: cores, or a GPU's multiprocessors
 */
public record DeviceInfo(
        String name,
        String backend,
        String deviceName,
        String platform,
        Kind kind,
        String driver,
        long memoryBytes,
        long allocationBytes,
        long localBytes,
        int groupItems,
        Fp16 fp16,
        int computeUnits) {
    /** The same by another name of the maker's. */
    public DeviceInfo withDeviceName(String other) {
        return new DeviceInfo(
                name,
                backend,
                other,
                platform,
                kind,
                driver,
                memoryBytes,
                allocationBytes,
                localBytes,
                groupItems,
                fp16,
                computeUnits);
    }

    /** What computes. An OpenCL device can be a CPU. */
    public enum Kind {
        CPU,
        GPU,
        ACCELERATOR
    }

    /** Whether a device computes in 16 bits; not every driver tells. */
    public enum Fp16 {
        YES,
        NO,
        UNKNOWN
    }
}
