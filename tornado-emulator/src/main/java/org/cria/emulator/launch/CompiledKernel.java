package org.cria.emulator.launch;

import org.jspecify.annotations.Nullable;

/** Kernel code with every access watched. */
public interface CompiledKernel {
    /**
     * Runs one work-item to its end or to the next barrier.
     *
     * @param item      who runs
     * @param arguments boxed numbers, {@link DeviceBuffer}s, and null for the kernel context
     */
    void run(WorkItem item, @Nullable Object[] arguments);
}
