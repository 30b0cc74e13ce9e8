package org.cria.emulator.launch;

import java.util.Arrays;

/**
 * Who wrote and who read each element of one array.
 *
 * <p>A stamp is a tick of the {@link Clock} and a work-item in its group. Groups run one after the other, so
 * comparing an old stamp with the ticks at which the launch, the group and the last fence began tells whether the
 * access is of an earlier launch, of another group, ordered by a barrier, or unordered: the happens-before test of
 * FastTrack (Flanagan and Freund, PLDI 2009) with one clock instead of vectors.
 */
final class Watch {
    /** No one wrote it. */
    static final long UNWRITTEN = 0;
    /** Copied from the host. */
    static final long COPIED = 1;
    /** The host changed its element after the copy, or did not have the device's newer value at the copy. */
    static final long OUTDATED = 2;

    private static final long ITEM = (1L << Clock.ITEM_BITS) - 1;
    /** Readers of one group in one epoch. */
    private static final long SEVERAL = ITEM;
    /** Readers of more than one group. */
    private static final long GROUPS = ITEM - 1;

    private final long[] writers;
    private final long[] readers;
    private final boolean local;

    Watch(int size, boolean local) {
        this.writers = new long[size];
        this.readers = new long[size];
        this.local = local;
    }

    long writer(int index) {
        return writers[index];
    }

    void mark(int index, long state) {
        writers[index] = state;
    }

    void markAll(long state) {
        Arrays.fill(writers, state);
    }

    private long fence(KernelRun launch) {
        return local ? launch.localFence : launch.globalFence;
    }

    void read(Watched array, int index, WorkItem item, int site) {
        KernelRun launch = item.launch;
        long writer = writers[index];
        if (writer <= OUTDATED && writer != COPIED) {
            launch.unwritten(array, index, item, site, writer == OUTDATED);
            writers[index] = COPIED; // told once
        } else if (writer >= launch.start && unordered(writer, item, launch)) {
            launch.race(array, index, item, site, writer, false, true);
        }
        long mine = launch.now | item.index;
        long reader = readers[index];
        if (reader != mine) {
            readers[index] = joined(reader, mine, launch);
        }
    }

    private long joined(long reader, long mine, KernelRun launch) {
        if (reader < launch.start) {
            return mine;
        }
        long who = reader & ITEM;
        if (reader < launch.group || who == GROUPS) {
            return (mine & ~ITEM) | GROUPS;
        }
        if (reader < fence(launch)) {
            return mine;
        }
        return who == (mine & ITEM) ? mine : (mine & ~ITEM) | SEVERAL;
    }

    void write(Watched array, int index, WorkItem item, int site) {
        KernelRun launch = item.launch;
        long writer = writers[index];
        long mine = launch.now | item.index;
        if (writer >= launch.start && writer != mine && unordered(writer, item, launch)) {
            launch.race(array, index, item, site, writer, true, true);
        }
        long reader = readers[index];
        if (reader >= launch.start
                && reader != mine
                && ((reader & ITEM) == GROUPS || unordered(reader, item, launch))) {
            launch.race(array, index, item, site, reader, true, false);
        }
        if (item.partial) {
            launch.writtenByAll(array, index, item, site);
        }
        writers[index] = mine;
    }

    /** Whether nothing orders an access of this launch before what {@code item} does now. */
    private boolean unordered(long stamp, WorkItem item, KernelRun launch) {
        return stamp < launch.group || (stamp >= fence(launch) && (stamp & ITEM) != item.index);
    }

    /** The work-item in its group, or -1 when the stamp stands for several. */
    static int item(long stamp) {
        long item = stamp & ITEM;
        return item >= GROUPS ? -1 : (int) item;
    }
}
