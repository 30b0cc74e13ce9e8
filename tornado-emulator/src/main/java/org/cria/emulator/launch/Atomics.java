package org.cria.emulator.launch;

/** {@code KernelContext.atomicAdd}: the context, then its parameters, then the work-item and the place. */
public final class Atomics {
    private Atomics() {}

    public static void atomicAdd(WorkItem context, DeviceBuffer array, int index, int value, WorkItem item, int site) {
        array.addInt(index, value, item, site);
    }

    public static void atomicAdd(WorkItem context, DeviceBuffer array, int index, long value, WorkItem item, int site) {
        array.addLong(index, value, item, site);
    }

    public static void atomicAdd(
            WorkItem context, DeviceBuffer array, int index, float value, WorkItem item, int site) {
        array.addFloat(index, value, item, site);
    }

    public static void atomicAdd(
            WorkItem context, DeviceBuffer array, int index, double value, WorkItem item, int site) {
        array.addDouble(index, value, item, site);
    }

    public static void atomicAdd(WorkItem context, Cells array, int index, int value, WorkItem item, int site) {
        array.addInt(index, value, item, site);
    }
}
