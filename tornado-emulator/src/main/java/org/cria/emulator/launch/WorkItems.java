package org.cria.emulator.launch;

import java.util.Arrays;

/**
 * The work-items of one plan, which launches have one after the other: what they keep their variables in at barriers is as large as
 * the launches before needed it, and is not made anew for each.
 */
public final class WorkItems {
    private WorkItem[] made = {};

    /**
     * The first ones, in a launch.
     *
     * @param count of a group
     */
    WorkItem[] of(KernelRun launch, int count) {
        int before = made.length;
        if (before < count) {
            made = Arrays.copyOf(made, count);
            for (int i = before; i < count; i++) {
                made[i] = new WorkItem(launch);
            }
        }
        WorkItem[] items = Arrays.copyOf(made, count);
        for (WorkItem item : items) {
            item.join(launch);
        }
        return items;
    }
}
