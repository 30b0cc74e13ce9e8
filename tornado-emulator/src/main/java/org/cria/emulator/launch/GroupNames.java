package org.cria.emulator.launch;

import java.util.Arrays;

/**
 * Which groups (iterations, where the kernel has parallel loops) a launch began at which stamps, to name those of
 * older stamps.
 */
final class GroupNames {
    /** In place of a loop variable: every value. */
    static final int ALL = Integer.MIN_VALUE;

    private final int loops;
    private final Grid grid;
    private long[] starts = new long[16];
    private int[] iterations = new int[48];
    private int count;

    GroupNames(int loops, Grid grid) {
        this.loops = loops;
        this.grid = grid;
    }

    void add(long start, int[] iteration) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
            iterations = Arrays.copyOf(iterations, 6 * count);
        }
        starts[count] = start;
        if (loops > 0) {
            System.arraycopy(iteration, 0, iterations, 3 * count, 3);
        }
        count++;
    }

    /** @param item in its group, or -1 for several */
    String name(long stamp, int item) {
        if (item < 0) {
            return "several work-items";
        }
        int at = Arrays.binarySearch(starts, 0, count, stamp);
        int group = at < 0 ? -at - 2 : at;
        if (loops == 0) {
            return grid.name(group, item);
        }
        StringBuilder name = new StringBuilder("(");
        for (int i = 0; i < loops; i++) {
            int value = iterations[3 * group + i];
            name.append(i > 0 ? ", " : "").append(value == ALL ? "*" : String.valueOf(value));
        }
        return name.append(')').toString();
    }
}
