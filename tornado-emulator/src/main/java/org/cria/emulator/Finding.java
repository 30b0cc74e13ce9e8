package org.cria.emulator;

import java.util.List;

/**
 * One thing that is wrong, told once per place and array.
 *
 * @param kind      what is wrong
 * @param task      graph and task, as in {@code layer.norm}; the graph alone, or empty, when no task is to blame
 * @param kernel    class and method, as in {@code Kernels.norm}, or empty
 * @param array     the kernel's parameter or the allocation, or empty
 * @param index     the first element met, or -1
 * @param workItems global ids of the work-items involved, as in {@code (3, 0, 0)}; the one that was caught comes first
 * @param place     file and line in the kernel, or empty
 * @param message   all of this as a sentence, with what to do
 */
public record Finding(
        FindingKind kind,
        String task,
        String kernel,
        String array,
        int index,
        List<String> workItems,
        String place,
        String message) {
    public Finding {
        workItems = List.copyOf(workItems);
    }

    @Override
    public String toString() {
        return kind + ": " + message;
    }
}
