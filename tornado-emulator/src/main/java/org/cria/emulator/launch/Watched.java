package org.cria.emulator.launch;

/** An array that a kernel uses: of the device, of a group, or of one work-item. */
sealed interface Watched permits DeviceBuffer, Cells {
    /** What findings call it. */
    String name(KernelRun launch);

    int length();
}
