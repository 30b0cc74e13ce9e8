package org.cria.emulator.launch;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who wrote and who read each element of one array.
 *
 * <p>A stamp is a tick of the {@link Clock} and a work-item in its group. Groups run one after the other, so
 * comparing an old stamp with the ticks at which the launch, the group and the last fence began tells whether the
 * access is of an earlier launch, of another group, ordered by a barrier, or unordered: the happens-before test of
 * FastTrack (Flanagan and Freund, PLDI 2009) with one clock instead of vectors.
 *
 * <p>What cannot be wrong is not looked at. A launch whose kernel has no instruction that writes an array cannot race
 * on it: only whether an element has a value is to be told, and of an array that has all its values not even that.
 * Weights are such arrays, and most of what a model reads.
 */
final class Watch {
    /** No one wrote it. */
    static final long UNWRITTEN = 0;
    /** The host changed its element after the copy, or did not have the device's newer value at the copy. */
    static final long OUTDATED = 1;
    /** Copied from the host; as are all greater stamps, a value. */
    static final long COPIED = 2;

    /** Elements of an array that is looked through before every launch that reads it only: fewer than are read. */
    private static final int SMALL = 4096;

    private static final long ITEM = (1L << Clock.ITEM_BITS) - 1;
    /** Readers of one group in one epoch. */
    private static final long SEVERAL = ITEM;
    /** Readers of more than one group. */
    private static final long GROUPS = ITEM - 1;
    /** Nobody: what was read without a value, and told. */
    private static final long NOBODY = ITEM - 2;
    /** An atomic access, which any other atomic one may meet. */
    private static final long ATOMIC = ITEM - 3;

    private final int size;
    private final boolean local;
    /** [size], or nothing while every element has a value from before the launch. */
    private long @Nullable [] writers;
    /** [size] from the first launch on that may write the array. */
    private long @Nullable [] readers;
    /** Launches since the last change of a stamp. */
    private int quiet;

    Watch(int size, boolean local) {
        this.size = size;
        this.writers = new long[size];
        this.local = local;
    }

    /**
     * A launch begins.
     *
     * @param written whether its kernel may write the array
     * @return whether reads have to be told in this launch
     */
    boolean begin(boolean written) {
        if (written) {
            stamps();
            quiet = 0;
            if (readers == null) {
                readers = new long[size];
            }
            return true;
        }
        long[] stamps = writers;
        if (stamps == null) {
            return false;
        }
        if (size <= SMALL) {
            return !isComplete(stamps);
        }
        if (++quiet == 2 && isComplete(stamps)) { // once: what changes often is not worth it
            writers = null;
        }
        return writers != null;
    }

    private static boolean isComplete(long[] stamps) {
        for (long stamp : stamps) {
            if (stamp < COPIED) {
                return false;
            }
        }
        return true;
    }

    private long[] stamps() {
        long[] stamps = writers;
        if (stamps == null) {
            stamps = new long[size];
            Arrays.fill(stamps, COPIED);
            writers = stamps;
        }
        return stamps;
    }

    private long[] readers() {
        long[] stamps = readers;
        if (stamps == null) {
            stamps = new long[size];
            readers = stamps;
        }
        return stamps;
    }

    long writer(int index) {
        return writers == null ? COPIED : writers[index];
    }

    void mark(int index, long state) {
        stamps()[index] = state;
        quiet = 0;
    }

    /** No element has a value. */
    void markUnwritten() {
        Arrays.fill(stamps(), UNWRITTEN);
        quiet = 0;
    }

    /** Every element has been copied. */
    void markCopied() {
        writers = null;
    }

    /** The stamp from which on accesses are to be ordered: a group's arrays are another's before it. */
    private long first(KernelRun launch) {
        return local ? launch.group : launch.start;
    }

    private long fence(KernelRun launch) {
        return local ? launch.localFence : launch.globalFence;
    }

    /** A read in a launch that does not write the array. */
    void readValue(Watched array, int index, WorkItem item, int site) {
        long[] stamps = writers;
        if (stamps != null && stamps[index] < COPIED) {
            item.launch.unwritten(array, index, item, site, stamps[index] == OUTDATED);
            stamps[index] = COPIED; // told once
        }
    }

    void read(Watched array, int index, WorkItem item, int site) {
        KernelRun launch = item.launch;
        long[] stamps = stamps();
        long writer = stamps[index];
        if (writer < (local ? launch.group : COPIED)) {
            launch.unwritten(array, index, item, site, writer == OUTDATED);
            stamps[index] = local ? launch.group | NOBODY : COPIED; // told once
        } else if (writer >= launch.start && unordered(writer, item, launch)) {
            launch.race(array, index, item, site, writer, false, true);
        }
        long mine = launch.now | item.index;
        long[] before = readers();
        long reader = before[index];
        if (reader != mine) {
            before[index] = joined(reader, mine, launch);
        }
    }

    private long joined(long reader, long mine, KernelRun launch) {
        if (reader < first(launch)) {
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
        long[] stamps = stamps();
        long writer = stamps[index];
        long mine = launch.now | item.index;
        long first = first(launch);
        if (writer >= first && writer != mine && unordered(writer, item, launch)) {
            launch.race(array, index, item, site, writer, true, true);
        }
        long reader = readers()[index];
        if (reader >= first && reader != mine && ((reader & ITEM) == GROUPS || unordered(reader, item, launch))) {
            launch.race(array, index, item, site, reader, true, false);
        }
        if (item.partial) {
            launch.writtenByAll(array, index, item, site);
        }
        stamps[index] = mine;
    }

    /** A read and write that nothing comes between. */
    void atomic(Watched array, int index, WorkItem item, int site) {
        KernelRun launch = item.launch;
        long[] stamps = stamps();
        long writer = stamps[index];
        long first = first(launch);
        if (writer < (local ? launch.group : COPIED)) {
            launch.unwritten(array, index, item, site, writer == OUTDATED);
        } else if (writer >= first && (writer & ITEM) != ATOMIC && unordered(writer, item, launch)) {
            launch.race(array, index, item, site, writer, true, true);
        }
        long reader = readers()[index];
        if (reader >= first && ((reader & ITEM) == GROUPS || unordered(reader, item, launch))) {
            launch.race(array, index, item, site, reader, true, false);
        }
        stamps[index] = launch.now | ATOMIC;
    }

    /** Whether nothing orders an access of this launch before what {@code item} does now. */
    private boolean unordered(long stamp, WorkItem item, KernelRun launch) {
        return stamp < launch.group
                || (stamp >= fence(launch) && (stamp & ITEM) != item.index && (stamp & ITEM) != NOBODY);
    }

    /** The work-item in its group, or -1 when the stamp stands for several. */
    static int item(long stamp) {
        long item = stamp & ITEM;
        return item >= ATOMIC ? -1 : (int) item;
    }
}
